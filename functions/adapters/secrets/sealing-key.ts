import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

/** Seals write-only values. A value opens only for the owner it was sealed for. */
export interface Sealing {
  seal(owner: string, plain: string): Promise<Uint8Array>;
  open(owner: string, sealed: Uint8Array): Promise<string>;
}

/** What the secret holds: the key in use with its id, and former keys by id for values sealed before a rotation. */
export const sealingSecret = z.object({
  id: z.string().min(1).max(64),
  key: z.string().min(32),
  former: z.record(z.string(), z.string()).default({}),
});
export type SealingSecret = z.infer<typeof sealingSecret>;

const format = 1;
const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM. A sealed value is: format byte, length of the key id, key id, 12 bytes nonce, 16 bytes tag, ciphertext.
 * The owner and everything before the nonce are authenticated with it.
 */
export function sealing(read: () => Promise<SealingSecret>): Sealing {
  let pending: Promise<SealingSecret> | undefined;
  const secret = (): Promise<SealingSecret> => {
    pending ??= read().catch((cause: unknown) => {
      pending = undefined;
      throw cause;
    });
    return pending;
  };

  return {
    async seal(owner, plain) {
      const { id, key } = await secret();
      const head = Buffer.concat([Buffer.from([format, Buffer.byteLength(id)]), Buffer.from(id)]);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', derive(key), iv);
      cipher.setAAD(Buffer.concat([head, Buffer.from(owner)]));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([head, iv, cipher.getAuthTag(), text]);
    },

    async open(owner, sealed) {
      const bytes = Buffer.from(sealed);
      const headEnd = 2 + (bytes[1] ?? 0);
      if (bytes[0] !== format || bytes.length < headEnd + ivBytes + tagBytes) {
        throw new Error(`a sealed value of ${owner} is not in a known format`);
      }
      const head = bytes.subarray(0, headEnd);
      const id = head.subarray(2).toString();
      let known = await secret();
      if (keyOf(known, id) === undefined) {
        // Another instance may have sealed with a key that was rotated in after this one read the secret.
        pending = undefined;
        known = await secret();
      }
      const key = keyOf(known, id);
      if (key === undefined)
        throw new Error(`the key ${id} that sealed a value of ${owner} is not in the secret`);
      const tagAt = headEnd + ivBytes;
      const decipher = createDecipheriv('aes-256-gcm', derive(key), bytes.subarray(headEnd, tagAt), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.concat([head, Buffer.from(owner)]));
      decipher.setAuthTag(bytes.subarray(tagAt, tagAt + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(tagAt + tagBytes)), decipher.final()]).toString(
        'utf8',
      );
    },
  };
}

function keyOf(secret: SealingSecret, id: string): string | undefined {
  return secret.id === id ? secret.key : secret.former[id];
}

function derive(key: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'throughline sealing', 32));
}

/**
 * Reads the sealing key from Secrets Manager, once per instance. A secret that is no JSON is itself the key, as Secrets
 * Manager generates it, with the id `first`; after a rotation it is JSON and names the former ones.
 */
export function secretsManagerSealing(client: SecretsManagerClient, secretArn: string): Sealing {
  return sealing(async () => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const json = SecretString.trimStart().startsWith('{');
    const parsed = sealingSecret.safeParse(
      json ? readJson(SecretString) : { id: 'first', key: SecretString },
    );
    // No cause: it could quote the secret.
    if (!parsed.success) throw new Error(`the secret ${secretArn} holds no key of 32 characters or more`);
    return parsed.data;
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const notGiven = 'this function was given no sealing key: it neither writes nor reads sealed values';

export const noSealing: Sealing = {
  seal: () => Promise.reject(new Error(notGiven)),
  open: () => Promise.reject(new Error(notGiven)),
};
