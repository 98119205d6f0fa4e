import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct WebServerUserAuthenticatorTests {
  private static func answer(
    _ params: [(String, String)] = [], headers: HTTPFields = [:]
  ) async throws -> InProcessExchange {
    let app = Application.authenticated(
      by: WebServerUserAuthenticator<Member>(checkedByWebServerFor: "Intranet") { name, _ in
        name == "ada" ? Member(name: name) : nil
      })
    return try await InProcessClient(app).send(target: "/me", headers: headers, extraParams: params)
  }

  @Test func `The user that the web server names is found`() async throws {
    #expect(try await Self.answer([("REMOTE_USER", "ada")]).text == "ada")
  }

  @Test func `One that the application doesn't know is refused`() async throws {
    #expect(try await Self.answer([("REMOTE_USER", "eve")]).status == .unauthorized)
  }

  @Test(arguments: [[], [("REMOTE_USER", "")]] as [[(String, String)]])
  func `Where the web server names none it is a 401`(params: [(String, String)]) async throws {
    let exchange = try await Self.answer(params)
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Basic realm="Intranet""#)
  }

  @Test func `A client can't name itself in a header field`() async throws {
    let name = try #require(HTTPField.Name("Remote-User"))
    #expect(try await Self.answer(headers: [name: "ada"]).status == .unauthorized)
    #expect(try await Self.answer([("HTTP_REMOTE_USER", "ada")]).status == .unauthorized)
  }

  @Test func `Credentials that the web server hasn't checked are none`() async throws {
    #expect(try await Self.answer(headers: .basic("ada", "x")).status == .unauthorized)
  }
}
