// Keeps the page for visits without a network. It never takes over from an earlier one while a tab is open.
import { answer, type Build, forgetEarlier, keep } from '../src/offline/kept-page';

declare const self: ServiceWorkerGlobalScope;
declare const THIS_BUILD: Build; // written in by tools/service-worker.mjs

const build = THIS_BUILD;
const { scope } = self.registration;

self.addEventListener('install', (event) => event.waitUntil(keep(build, scope)));

self.addEventListener('activate', (event) => {
  // The first one sees to the tab that registered it, too.
  event.waitUntil(forgetEarlier(build, scope).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const answered = answer(event.request, scope);
  if (answered) event.respondWith(answered);
});
