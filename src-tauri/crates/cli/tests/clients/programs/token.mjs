// The conformance suite knows no tokens: whatever it sends gets the one of this run.
import http from 'node:http';
import { Agent, setGlobalDispatcher } from 'undici';

const authorization = `Bearer ${process.env.COUNTERFOIL_TOKEN}`;
const withToken = (dispatch) => (options, handler) => {
  const headers = Array.isArray(options.headers)
    ? [...options.headers, 'authorization', authorization]
    : { ...options.headers, authorization };
  return dispatch({ ...options, headers }, handler);
};
setGlobalDispatcher(new Agent().compose(withToken));

const plain = http.request;
http.request = (...args) => plain(...args).setHeader('authorization', authorization);
