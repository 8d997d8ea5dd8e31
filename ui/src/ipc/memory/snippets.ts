import type { Connected } from '../types';

export function snippetsFor(token: string): Connected['snippets'] {
  const url = 'http://127.0.0.1:7402';
  const body =
    '{"merchant":{"name":"Test shop"},"reason":"First try","amount":"5.00","currency":"EUR"}';
  return [
    {
      id: 'env',
      label: 'Environment',
      language: 'sh',
      text: `export COUNTERFOIL_URL=${url}\nexport COUNTERFOIL_TOKEN=${token}`,
    },
    {
      id: 'curl',
      label: 'curl',
      language: 'sh',
      text: `curl ${url}/v1/purchases \\\n  -H "Authorization: Bearer ${token}" \\\n  -H "Idempotency-Key: first-try" \\\n  -H "Content-Type: application/json" \\\n  -d '${body}'`,
    },
    {
      id: 'python',
      label: 'Python',
      language: 'python',
      text: `import json, urllib.request\n\nrequest = urllib.request.Request(\n    "${url}/v1/purchases",\n    data=json.dumps(${body}).encode(),\n    headers={\n        "Authorization": "Bearer ${token}",\n        "Idempotency-Key": "first-try",\n        "Content-Type": "application/json",\n    },\n)\nprint(urllib.request.urlopen(request).read().decode())`,
    },
  ];
}
