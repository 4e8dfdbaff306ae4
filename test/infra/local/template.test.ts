import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAssembly, type StackTemplate, withParameters } from '../../../infra/local/assembly.ts';
import { TemplateResolver } from '../../../infra/local/template.ts';
import { startFixture, writeAssembly } from './fixture-assembly.ts';
import { temporaryFolder } from './small-stack.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

function template(sections: object): StackTemplate {
  const [stack] = readAssembly(
    writeAssembly(folder.path, { stacks: { Demo: { Resources: {}, ...sections } } }),
  ).stacks;
  return stack!;
}

function resolve(value: unknown, sections: object = {}): unknown {
  const resolver = new TemplateResolver(
    template({ ...sections, Resources: { Probe: { Type: 'A::B::C', Properties: { value } } } }),
    {
      ref: (id) => (id === 'Table' ? 'table-1' : undefined),
      attribute: (id, name) => (id === 'Table' && name === 'Arn' ? 'arn:table-1' : undefined),
      exported: (name) => (name === 'Other:Out' ? 'imported' : undefined),
    },
  );
  return (resolver.properties('Probe') as { value?: unknown }).value;
}

describe('intrinsic functions', () => {
  it.each<[unknown, unknown]>([
    [{ Ref: 'Table' }, 'table-1'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table-1'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:table-1'],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'Table' }, 1]] }, 'a/table-1/1'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, '1'],
    [
      { 'Fn::Sub': '${Table} ${Table.Arn} ${AWS::AccountId} ${!kept}' },
      'table-1 arn:table-1 000000000000 ${kept}',
    ],
    [{ 'Fn::Sub': ['${x}-${Table}', { x: { Ref: 'AWS::Partition' } }] }, 'aws-table-1'],
    [{ 'Fn::ImportValue': 'Other:Out' }, 'imported'],
    [{ 'Fn::Base64': 'abc' }, 'YWJj'],
    [{ 'Fn::FindInMap': ['M', 'a', 'b'] }, 7],
    [{ 'Fn::If': ['Yes', 'then', 'else'] }, 'then'],
    [{ 'Fn::If': ['No', 'then', { Ref: 'AWS::NoValue' }] }, undefined],
    [
      ['a', { Ref: 'AWS::NoValue' }, 'b'],
      ['a', 'b'],
    ],
    [{ Ref: 'BootstrapVersion' }, '/cdk/version'],
    [
      { Ref: 'Table', kept: true },
      { Ref: 'Table', kept: true },
    ],
  ])('%j', (value, expected) => {
    expect(
      resolve(value, {
        Parameters: {
          BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' },
        },
        Mappings: { M: { a: { b: 7 } } },
        Conditions: {
          Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
          No: { 'Fn::Not': [{ Condition: 'Yes' }] },
        },
      }),
    ).toEqual(expected);
  });

  it.each<[unknown, string]>([
    [{ 'Fn::Cidr': ['10.0.0.0/8', 2, 3] }, 'Demo/Probe: unsupported intrinsic function Fn::Cidr'],
    [{ 'Fn::GetAtt': ['Table', 'Colour'] }, 'Demo/Probe: Table yields no attribute Colour'],
    [{ Ref: 'Nobody' }, 'Demo/Probe: Ref to Nobody, which does not exist'],
    [{ 'Fn::ImportValue': 'x' }, 'Demo/Probe: no stack exports x'],
    ['{{resolve:ssm:x}}', 'Demo/Probe: unsupported dynamic reference {{resolve:ssm:x}}'],
  ])('%j stops the start by name', (value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });
});

describe('order', () => {
  const none = { ref: () => undefined, attribute: () => undefined, exported: () => undefined };
  const order = (Resources: Record<string, object>, sections: object = {}): string[] =>
    new TemplateResolver(template({ Resources, ...sections }), none).creationOrder();

  it('creates what is referred to first', () => {
    const type = 'A::B::C';
    expect(
      order(
        {
          A: { Type: type, Properties: { x: { 'Fn::Sub': 'arn:${B}' } } },
          B: { Type: type, Properties: { x: [{ y: { 'Fn::GetAtt': ['C', 'Arn'] } }] } },
          C: { Type: type, DependsOn: 'D' },
          D: { Type: type },
          E: { Type: type, Condition: 'Never' },
        },
        { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
      ),
    ).toEqual(['D', 'C', 'B', 'A']);
  });

  it('names a circle', () => {
    expect(() =>
      order({
        A: { Type: 'A::B::C', Properties: { x: { Ref: 'B' } } },
        B: { Type: 'A::B::C', DependsOn: ['A'] },
      }),
    ).toThrow('Demo: resources refer to each other: A → B → A');
  });

  it('reads stacks after those that they depend on', () => {
    const assembly = readAssembly(
      writeAssembly(folder.path, {
        stacks: { App: { Resources: {} }, Base: { Resources: {} } },
        dependencies: { App: ['Base'] },
      }),
    );
    expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual(['Base', 'App']);
  });
});

describe('what the embedded stack does not know', () => {
  const start = (resource: object) =>
    startFixture(folder.path, { stacks: { Demo: { Resources: { Thing: resource } } } });

  it('stops the start at a resource type', async () => {
    await expect(start({ Type: 'AWS::EC2::Instance' })).rejects.toThrow(
      'Demo/Thing (AWS::EC2::Instance): unsupported resource type',
    );
  });

  it('stops the start at an attribute', async () => {
    await expect(
      start({ Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [], PolicyDocument: {}, Colour: 1 } }),
    ).rejects.toThrow('Demo/Thing (AWS::SNS::TopicPolicy): unsupported attribute Colour');
  });

  it('stops the start at a section of a resource', async () => {
    await expect(start({ Type: 'AWS::SNS::Topic', UpdatePolicy: {} })).rejects.toThrow(
      'unsupported attribute Resources.Thing.UpdatePolicy',
    );
  });

  it('hands exports of one stack to another', async () => {
    const started = await startFixture(folder.path, {
      stacks: {
        App: {
          Resources: {
            Policy: {
              Type: 'AWS::SNS::TopicPolicy',
              Properties: { PolicyDocument: {}, Topics: [{ 'Fn::ImportValue': 'Base:Topic' }] },
            },
          },
        },
        Base: {
          Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } } },
          Outputs: {
            Out: { Value: { Ref: 'Topic' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Topic' } } },
          },
        },
      },
      dependencies: { App: ['Base'] },
    });
    await started.stop();
  });
});

it('takes other values for parameters, of those that the template allows', () => {
  const Parameters = {
    Loopback: { Type: 'String', Default: 'refused', AllowedValues: ['allowed', 'refused'] },
    Other: { Type: 'String', Default: 'as it is' },
    Short: {
      Type: 'String',
      Default: '',
      AllowedPattern: '^[a-z]{0,3}$',
      ConstraintDescription: 'Few letters.',
    },
  };
  const stacks = [template({ Parameters, Resources: {} })];
  const [changed] = withParameters(stacks, { Loopback: 'allowed' });
  expect(changed!.Parameters).toMatchObject({
    Loopback: { Default: 'allowed' },
    Other: { Default: 'as it is' },
  });
  expect(() => withParameters(stacks, { Loopback: 'maybe' })).toThrow(/maybe is none of allowed, refused/);
  expect(() => withParameters(stacks, { Short: 'much' })).toThrow(/much is not allowed: Few letters/);
  expect(() => withParameters(stacks, { Nothing: 'x' })).toThrow(/none of that name/);
});
