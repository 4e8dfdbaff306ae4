/** The token in the address of a link that the provider sent. */
export const tokenIn = (path: string): string | undefined => /^\/portal\/link\/(\w+)\/?$/.exec(path)?.[1];
