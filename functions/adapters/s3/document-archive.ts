import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DocumentArchive } from '../../ports/document-archive.ts';

export function s3DocumentArchive(client: S3Client, bucket: string): DocumentArchive {
  return {
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async put(key, file, contentType) {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: file, ContentType: contentType }),
      );
    },
  };
}
