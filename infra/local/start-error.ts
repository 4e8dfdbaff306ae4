/** Why the stack cannot start, in one line that says what to do. The command prints it and exits with 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
