/** Where subscribers sign in: who may, by codes that are mailed. */
export interface PeopleDirectory {
  /**
   * Lets somebody sign in with codes that are mailed to this address, and answers the subject that their tokens will
   * name. Idempotent: an address that is there already keeps its subject.
   */
  admit(email: string): Promise<string>;
}
