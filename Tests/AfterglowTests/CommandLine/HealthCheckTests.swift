import AfterglowTesting
import FastCGI
import HTTPTypes
import Testing

@testable import Afterglow

struct HealthCheckTests {
  private let check = HealthCheck(address: .unix(path: "/run/app.sock"))

  private func response(_ text: String, ending protocolStatus: ProtocolStatus?) throws -> ClientResponse {
    var response = ClientResponse()
    try response.append(Record(type: .stdout, requestID: 1, content: Array(text.utf8)).encoded)
    if let protocolStatus {
      try response.append(Record.endRequest(requestID: 1, protocolStatus: protocolStatus).encoded)
    }
    return response
  }

  @Test(
    arguments: [
      ("Status: 200 OK\r\nContent-Length: 0\r\n\r\n", 200),
      ("Content-Type: text/plain\r\nstatus:499\r\n\r\nStatus: 500", 499),
      ("Status: 404 Not Found\n\n", 404),
      ("Content-Type: text/plain\r\n\r\nStatus: 500 in the body\r\n", 200),
    ])
  func `a status below 500 is well`(text: String, status: Int) throws {
    #expect(try check.status(of: response(text, ending: .requestComplete)) == status)
  }

  @Test(
    arguments: [
      ("Status: 500 Internal Server Error\r\n\r\n", "the answer's status is 500"),
      ("Status: 503\r\n\r\n", "the answer's status is 503"),
      ("Status: OK\r\n\r\n", "the answer has no status that can be understood"),
      ("Status: 200 OK\r\n", "the answer has no status that can be understood"),
      ("", "the answer has no status that can be understood"),
    ])
  func `any other answer is not well`(text: String, reason: String) throws {
    let response = try response(text, ending: .requestComplete)
    #expect(throws: HealthCheckFailure(check: check.name, reason: reason)) {
      try check.status(of: response)
    }
  }

  @Test func `an answer that is refused or cut short is not well`() throws {
    let refused = try response("Status: 200 OK\r\n\r\n", ending: .overloaded)
    #expect(
      throws: HealthCheckFailure(
        check: check.name, reason: "the request was refused, with protocol status 2")
    ) { try check.status(of: refused) }
    let short = try response("Status: 200 OK\r\n\r\n", ending: nil)
    #expect(
      throws: HealthCheckFailure(
        check: check.name, reason: "the connection was closed before the end of the answer")
    ) { try check.status(of: short) }
  }

  @Test func `the handler sees a request as from a web server`() async throws {
    let app = Application(logger: RecordedLog().logger)
    let seen = Journal()
    app.get("/health/{part}") { (part: String, request: Request) in
      seen.write("\(part) \(request.query) \(request.headers[.userAgent] ?? "")")
      return "well"
    }
    try await ServedApplication.serve(app) { client in
      guard case .tcp(let host, let port) = client.address else { return }
      var check = HealthCheck(address: .tcp(host: host, port: port))
      check.target = "/health/a%2Fb?x=1"
      check.timeout = .seconds(60)
      let status = try check.run()
      #expect(status == 200)
    }
    #expect(seen.entries == ["a/b x=1 afterglow-check"])
  }

  @Test(arguments: ["", "health", "/a b", "/é", "/a\r\nb"])
  func `what is no path is refused`(text: String) {
    #expect(throws: SettingParser.Failure.self) { try SettingParser.requestTarget(text) }
  }
}
