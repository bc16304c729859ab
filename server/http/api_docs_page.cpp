#include "http/api_docs_page.hpp"

namespace ohmstead::http {

const std::string_view kApiDocsHtml = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ohmstead API</title>
<link rel="stylesheet" href="docs.css">
<script src="docs.js" defer></script>
</head>
<body>
<h1>Ohmstead API</h1>
<p>Made from <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<main id="operations" aria-live="polite">Loading</main>
</body>
</html>
)html";

const std::string_view kApiDocsStyle = R"css(:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: .4rem 0; }
code, pre { font-family: ui-monospace, monospace; font-size: .875rem; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid; border-radius: .25rem; }
.method { display: inline-block; min-width: 5rem; font-weight: 600; }
.who { font-style: italic; }
)css";

const std::string_view kApiDocsScript = R"js('use strict';

const make = (tag, text, className) => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (className) element.className = className;
  return element;
};

const resolve = (api, schema, seen = []) => {
  if (Array.isArray(schema)) return schema.map((item) => resolve(api, item, seen));
  if (schema === null || typeof schema !== 'object') return schema;
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    return seen.includes(name) ? name : resolve(api, api.components.schemas[name], [...seen, name]);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolve(api, value, seen)]));
};

const schemaBlock = (api, title, content) => {
  const block = make('div');
  const schema = content && Object.values(content)[0].schema;
  if (schema) {
    block.append(make('h3', title), make('pre', JSON.stringify(resolve(api, schema), null, 2)));
  }
  return block;
};

const parameterList = (parameters) => {
  const list = make('ul');
  for (const parameter of parameters.filter((p) => p.name)) {
    const item = make('li');
    item.append(make('code', parameter.name),
                ` (${parameter.in}${parameter.required ? ', required' : ''}) `,
                make('code', JSON.stringify(parameter.schema)));
    list.append(item);
  }
  return list;
};

const operationBlock = (api, path, method, operation) => {
  const block = make('details');
  const summary = make('summary');
  summary.append(make('code', method.toUpperCase(), 'method'), make('code', path), ` ${operation.summary}`);
  block.append(summary, make('p', operation.description, 'who'), parameterList(operation.parameters || []));
  if (operation.requestBody) block.append(schemaBlock(api, 'Body', operation.requestBody.content));
  for (const [status, response] of Object.entries(operation.responses)) {
    block.append(schemaBlock(api, `Answer ${status}`, response.content));
  }
  return block;
};

const show = (api) => {
  const byTag = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = (operation.tags || ['other'])[0];
      if (!byTag.has(tag)) byTag.set(tag, [make('h2', tag)]);
      byTag.get(tag).push(operationBlock(api, path, method, operation));
    }
  }
  document.getElementById('operations').replaceChildren(...[...byTag.values()].flat());
};

fetch('openapi.json')
  .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
  .then(show)
  .catch((error) => {
    document.getElementById('operations').textContent = `The document could not be loaded: ${error.message}`;
  });
)js";

}  // namespace ohmstead::http
