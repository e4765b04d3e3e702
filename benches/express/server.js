// The newest fifty orders as a page, by two processes. PORT and DATABASE come from the environment.
const cluster = require("node:cluster");
const path = require("node:path");

if (cluster.isPrimary) {
  for (let worker = 0; worker < 2; worker++) cluster.fork();
} else {
  const express = require("express");
  const Database = require("better-sqlite3");

  const database = new Database(process.env.DATABASE, { readonly: true });
  database.pragma("cache_size = -65536");
  database.pragma("mmap_size = 1073741824");
  const newest = database.prepare(
    `select id, number, customer_name, customer_location, status, total_paise, line_count, booked_at, salesperson_name
     from orders order by booked_at desc, id desc limit 50`,
  );
  const rupees = new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR", maximumFractionDigits: 0 });
  const day = new Intl.DateTimeFormat("en-IN", { day: "numeric", month: "short", timeZone: "Asia/Kolkata" });

  const app = express();
  app.set("view engine", "ejs");
  app.set("views", path.join(__dirname, "views"));
  app.enable("view cache");
  app.disable("x-powered-by");
  app.get("/orders", (request, response) => {
    const orders = newest.all().map((order) => ({
      ...order,
      total: rupees.format(order.total_paise / 100),
      booked: day.format(order.booked_at / 1000),
    }));
    response.render("orders", { orders });
  });
  app.listen(Number(process.env.PORT), "127.0.0.1");
}
