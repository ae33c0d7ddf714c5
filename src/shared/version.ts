/** This version of Mien, as model cards record it. Equal to package.json's; a test holds the two together. */
export const MIEN_VERSION = '0.1.0';
