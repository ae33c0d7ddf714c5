// Thread that measures jax-js.
import { serveJax } from './jax';

serveJax(self);
