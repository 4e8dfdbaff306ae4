/** Fresh passwords for access, made to be typed into a router: hard to guess, and without letters that look alike. */
export interface Passwords {
  next(): string;
}
