// Makes src/app/api/types.ts from docs/openapi.json, so that the app knows the server by its document alone.
//   npm run api-types             writes the file
//   npm run api-types -- --check  fails when the file is not what the document says
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const source = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
const target = fileURLToPath(new URL('../src/app/api/types.ts', import.meta.url));

const schemas = JSON.parse(readFileSync(source, 'utf8')).components?.schemas ?? {};
const heading = '/* Made by `npm run api-types` from docs/openapi.json. Do not edit. */\n\n';
const text = await format(heading + Object.entries(schemas).map(declaration).join('\n'), {
    parser: 'typescript',
    printWidth: 100,
    singleQuote: true,
});

if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== text) {
        console.error(
            'src/app/api/types.ts differs from docs/openapi.json. Run: npm run api-types',
        );
        process.exit(1);
    }
} else {
    writeFileSync(target, text);
}

function declaration([name, schema]) {
    const comment = schema.description ? `/** ${oneLine(schema.description)} */\n` : '';
    return isPlainObject(schema)
        ? `${comment}export interface ${name} ${body(schema)}\n`
        : `${comment}export type ${name} = ${typeOf(schema)};\n`;
}

function isPlainObject(schema) {
    return (
        schema.type === 'object' &&
        schema.properties !== undefined &&
        !schema.oneOf &&
        !schema.anyOf
    );
}

function body(schema) {
    const required = new Set(schema.required ?? []);
    const fields = Object.entries(schema.properties).map(([name, field]) => {
        const comment = field.description ? `/** ${oneLine(field.description)} */\n` : '';
        const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
        return `${comment}${key}${required.has(name) ? '' : '?'}: ${typeOf(field)};`;
    });
    return `{\n${fields.join('\n')}\n}`;
}

function typeOf(schema) {
    if (schema === true || Object.keys(schema).every((key) => key === 'description')) {
        return 'unknown';
    }
    if (schema.$ref) {
        return schema.$ref.split('/').at(-1);
    }
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) {
        return choices.map((choice) => typeOf(choice)).join(' | ');
    }
    if (schema.const !== undefined) {
        return JSON.stringify(schema.const);
    }
    if (schema.enum) {
        return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
    }
    if (Array.isArray(schema.type)) {
        return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
    }
    switch (schema.type) {
        case 'string':
        case 'boolean':
        case 'null':
            return schema.type;
        case 'number':
        case 'integer':
            return 'number';
        case 'array':
            return `(${typeOf(schema.items ?? true)})[]`;
        case 'object':
            return schema.properties
                ? body(schema)
                : `Record<string, ${typeOf(schema.additionalProperties ?? true)}>`;
        default:
            throw new Error(`no TypeScript for ${JSON.stringify(schema)}`);
    }
}

function oneLine(text) {
    return text.replace(/\s+/g, ' ').replaceAll('*/', '* /');
}
