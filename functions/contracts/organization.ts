import * as z from 'zod';

/** Where an organization books the charges of one of its places. */
export const costCentre = z.string().trim().min(1).max(60).meta({ id: 'CostCentre', example: 'KST 4711' });
