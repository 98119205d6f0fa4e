import Afterglow
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// The kit writes and reads JSON as a service does.
@Suite(.timeLimit(.minutes(1))) struct TestServerJSONTests {
  private struct Event: Content, Equatable {
    var startsAt: Date
    var poster: Data
  }

  private static let event = Event(
    startsAt: Date(timeIntervalSince1970: 1_795_410_000.25), poster: Data([1, 2, 3]))

  private static func application(_ json: JSONOptions = JSONOptions()) -> Application {
    let app = Application()
    app.json = json
    app.post("/events") { (event: Event) in event }
    app.get("/no-json") { #"{"startsAt":tomorrow}"# }
    return app
  }

  @Test func `a date of a test is a date of the service`() async throws {
    try await TestServer.run(.inProcess(Self.application())) { server in
      let response = try await server.post("/events", json: Self.event)
      #expect(response.text == #"{"poster":"AQID","startsAt":"2026-11-23T05:00:00.250Z"}"#)
      #expect(try response.json() == Self.event)
    }
  }

  @Test(arguments: [
    JSONOptions(dates: .secondsSince1970, keys: .snakeCase),
    JSONOptions(dates: .millisecondsSince1970, formatting: .pretty),
  ])
  func `it has the form that the test passes`(json: JSONOptions) async throws {
    try await TestServer.run(.inProcess(Self.application(json)), json: json) { server in
      #expect(server.json == json)
      let response = try await server.post("/events", json: Self.event)
      #expect(response.status == .created)
      #expect(try response.json() == Self.event)
    }
  }

  @Test func `a text is sent as it is`() async throws {
    try await TestServer.run(.inProcess(Self.application())) { server in
      let refused = try await server.post("/events", json: #"{"startsAt":1}"#)
      #expect(refused.status == .badRequest)
    }
  }

  @Test func `a wrong body says why`() async throws {
    try await TestServer.run(.inProcess(Self.application())) { server in
      let response = try await server.get("/no-json")
      let error = #expect(throws: TestResponse.WrongBody.self) { try response.json(as: Event.self) }
      #expect(error?.description.contains("tomorrow") == true)
    }
  }
}
