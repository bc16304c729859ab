import { createServer } from "node:http";
import { AddressInfo } from "node:net";
import { Page } from "@playwright/test";
import { enterDemo, expect, get, test } from "./demo";

/** What a page gets from the live socket when it follows the home there: the types of the first two messages. */
function listen(
  page: Page,
  address: string,
  home: string,
): Promise<{ opened: boolean; types: string[] }> {
  return page.evaluate(
    ([url, id]) =>
      new Promise((resolve) => {
        const heard = { opened: false, types: [] as string[] };
        const socket = new WebSocket(url);
        socket.onopen = () => {
          heard.opened = true;
          socket.send(JSON.stringify({ type: "subscribe", home: id }));
        };
        socket.onmessage = (event: MessageEvent<string>) => {
          heard.types.push((JSON.parse(event.data) as { type: string }).type);
          if (heard.types.length === 2) {
            socket.close();
          }
        };
        socket.onclose = () => resolve(heard);
      }),
    [address, home] as const,
  );
}

const nothing = { opened: false, types: [] };

test("WS-02: a foreign page that opens the live socket in the user's browser gets nothing", async ({
  page,
  context,
  demo,
}) => {
  await enterDemo(page, demo.url, "admin");
  const homes = await get<{ items: { id: string }[] }>(page, "api/v1/homes");
  const home = homes.items[0]?.id ?? "";
  const socket = new URL("api/v1/live", demo.url);
  socket.protocol = socket.protocol === "https:" ? "wss:" : "ws:";
  expect(await listen(page, socket.href, home)).toEqual({
    opened: true,
    types: ["hello", "snapshot"],
  });

  // To a browser another port is the same site, so it sends the cookies: the server has to refuse.
  const neighbour = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end("<p>Look here</p>");
  });
  await new Promise<void>((resolve) =>
    neighbour.listen(0, "127.0.0.1", resolve),
  );
  const { port } = neighbour.address() as AddressInfo;
  const beside = await context.newPage();
  const complaints: string[] = [];
  beside.on("console", (message) => complaints.push(message.text()));
  await beside.goto(`http://127.0.0.1:${port}/`);
  expect(await listen(beside, socket.href, home)).toEqual(nothing);
  expect(complaints.join("\n")).toContain("response code: 403");
  await beside.close();
  neighbour.close();

  // From another site it would send none, and lets no page of the net reach this machine at all.
  const foreign = await context.newPage();
  await foreign.route("http://elsewhere.example/**", (route) =>
    route.fulfill({ contentType: "text/html", body: "<p>Look here</p>" }),
  );
  await foreign.goto("http://elsewhere.example/");
  expect(await listen(foreign, socket.href, home)).toEqual(nothing);
  await foreign.close();
});
