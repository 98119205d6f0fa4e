import Afterglow
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// The form of JSON that an application chooses holds for everything that it reads and writes as JSON.
@Suite(.timeLimit(.minutes(1))) struct ApplicationJSONTests {
  private struct Line: Codable {
    var unitPrice: Int
  }

  private struct Order: Content, Validatable {
    var orderedAt: Date
    var deliveryLines: [Line]

    static let rules = ValidationRules<Order> { rules in
      rules.check(\.deliveryLines, "deliveryLines", .count(1...))
    }
  }

  private struct Receipt: Encodable, ResponseConvertible {
    var orderedAt: Date
  }

  private struct Broken: Error {}

  /// 23 November 2026, a quarter of a second after five.
  private static let moment = Date(timeIntervalSince1970: 1_795_410_000.25)

  private static let snakes = JSONOptions(dates: .secondsSince1970, keys: .snakeCase)

  private static func application(_ json: JSONOptions = JSONOptions()) -> Application {
    let app = Application()
    app.json = json
    app.post("/orders") { (order: Order) in order }
    app.post("/list") { (orders: [Order]) in orders }
    app.post("/any") { (value: JSONValue) in value }
    app.get("/receipt") { Receipt(orderedAt: moment) }
    app.get("/response") { JSONResponse(["orderedAt": moment]) }
    app.get("/array") { [Receipt(orderedAt: moment)] }
    app.get("/teapot") { () -> String in throw Broken() }
    app.onError(Broken.self) { _, _ in Response(Receipt(orderedAt: moment), status: .badRequest) }
    app.get("/events") { Response.events { try $0.send(json: Receipt(orderedAt: moment)) } }
    app.get("/orders") { (page: Query<Line>) in JSONResponse(["unitPrice": page.unitPrice]) }
    app.add(StatusPage())
    return app
  }

  private func text(of target: String, _ json: JSONOptions) async throws -> String {
    try await InProcessClient(Self.application(json)).get(target).text
  }

  @Test func `by default dates are ISO 8601, names are as declared and text is compact`() async throws {
    let exchange = try await InProcessClient(Self.application())
      .post(
        "/orders", json: #"{"orderedAt":"2026-11-23T05:00:00.250Z","deliveryLines":[{"unitPrice":3}]}"#)
    #expect(
      exchange.text == #"{"deliveryLines":[{"unitPrice":3}],"orderedAt":"2026-11-23T05:00:00.250Z"}"#)
    #expect(Application().json == JSONOptions())
  }

  @Test func `a typed body is read and written in the form chosen`() async throws {
    let order = #"{"delivery_lines":[{"unit_price":3}],"ordered_at":1795410000.25}"#
    let client = try InProcessClient(Self.application(Self.snakes))
    #expect(await client.post("/orders", json: order).text == order)
    #expect(await client.post("/list", json: "[\(order)]").text == "[\(order)]")
    let old = await client.post("/orders", json: #"{"deliveryLines":[],"orderedAt":1}"#)
    #expect(old.status == .badRequest)
  }

  @Test func `every way to return a value writes that form`() async throws {
    #expect(try await text(of: "/receipt", Self.snakes) == #"{"ordered_at":1795410000.25}"#)
    #expect(try await text(of: "/array", Self.snakes) == #"[{"ordered_at":1795410000.25}]"#)
    #expect(try await text(of: "/teapot", Self.snakes) == #"{"ordered_at":1795410000.25}"#)
    #expect(try await text(of: "/events", Self.snakes).contains(#"data: {"ordered_at":1795410000.25}"#))
    // The keys of a dictionary are data.
    #expect(try await text(of: "/response", Self.snakes) == #"{"orderedAt":1795410000.25}"#)
  }

  @Test func `dates can be milliseconds, and text pretty`() async throws {
    let milliseconds = JSONOptions(dates: .millisecondsSince1970, formatting: .pretty)
    #expect(try await text(of: "/receipt", milliseconds) == "{\n  \"orderedAt\" : 1795410000250\n}")
    #expect(
      try await text(of: "/nothing", milliseconds)
        == "{\n  \"detail\" : \"There is nothing at /nothing.\"\n}")
    let exchange = try await InProcessClient(Self.application(milliseconds))
      .send(target: "/", extraParams: [("CONTENT_LENGTH", "many")])
    #expect(exchange.text == "{\n  \"detail\" : \"The content length is not a number of bytes.\"\n}")
  }

  @Test func `a failure's place has the names as the client wrote them`() async throws {
    let client = try InProcessClient(Self.application(Self.snakes))
    let exchange = await client.post(
      "/orders", json: #"{"delivery_lines":[{"unit_price":"x"},{}],"ordered_at":"2026-11-23"}"#)
    #expect(exchange.status == .badRequest)
    let errors = try JSONValue(parsing: exchange.text)["errors"]
    #expect(errors?[0]?["loc"] == .array([.string("ordered_at")]))
    #expect(
      errors?[0]?["msg"] == .string("Input should be a valid date and time (seconds since 1970)"))
    #expect(
      errors?[1]?["loc"] == .array([.string("delivery_lines"), .integer(0), .string("unit_price")]))
    #expect(
      errors?[2]?["loc"] == .array([.string("delivery_lines"), .integer(1), .string("unit_price")]))
    let empty = await client.post("/orders", json: #"{"delivery_lines":[],"ordered_at":1}"#)
    #expect(try JSONValue(parsing: empty.text)["errors"]?[0]?["loc"] == .array([.string("delivery_lines")]))
  }

  @Test func `data without declared keys, queries and the status page keep their form`() async throws {
    let client = try InProcessClient(Self.application(Self.snakes))
    let data = #"{"aB":{"cD":1}}"#
    #expect(await client.post("/any", json: data).text == data)
    #expect(await client.get("/orders?unitPrice=3").text == #"{"unitPrice":3}"#)
    let status = await client.get("/status").text
    #expect(status.contains(#""takenAt":"20"#))
  }

  @Test func `it holds live as in process, and the kit speaks it`() async throws {
    try await TestServer.run(.inProcess(Self.application(Self.snakes)), json: Self.snakes) { server in
      let response = try await server.post(
        "/orders", json: Order(orderedAt: Self.moment, deliveryLines: [Line(unitPrice: 3)]))
      #expect(response.text == #"{"delivery_lines":[{"unit_price":3}],"ordered_at":1795410000.25}"#)
      let order: Order = try response.json()
      #expect(order.orderedAt == Self.moment)
      #expect(order.deliveryLines.first?.unitPrice == 3)
    }
    try await ServedApplication.serve(Self.application(Self.snakes)) { client in
      let order = #"{"delivery_lines":[{"unit_price":3}],"ordered_at":1795410000.25}"#
      #expect(try await client.post("/orders", json: order).text == order)
      let refused = try await client.post("/orders", json: #"{"ordered_at":1}"#)
      #expect(refused.text.contains(#""loc":["delivery_lines"]"#))
    }
  }

  @Test func `a change after the start ends the process`() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let app = Application()
      try await app.start()
      app.json = JSONOptions(keys: .snakeCase)
    }
    let log = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(log.contains("The form of JSON is set after the start"))
  }
}

extension JSONValue {
  fileprivate init(parsing text: String) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }
}
