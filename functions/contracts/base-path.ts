/** All routes lie below it. */
export const basePath = '/api/v1';
