/**
 * Fewer good frames of a neutral face say too little to calibrate on; two seconds of three frames each must do. The page
 * waits for as many, and the recognizer refuses fewer.
 */
export const LEAST_NEUTRAL_FRAMES = 5;
