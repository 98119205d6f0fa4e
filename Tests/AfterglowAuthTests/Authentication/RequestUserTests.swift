import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

private protocol Named: Sendable { var name: String { get } }

extension Member: Named {}

extension Request {
  /// As an application with one type of users has it.
  fileprivate var user: Member { get throws { try user(as: Member.self) } }
}

@Suite struct RequestUserTests {
  private func answer(
    _ headers: HTTPFields = .basic("ada", "right"),
    _ handler: @escaping @Sendable (Request) async throws -> String
  ) async throws -> InProcessExchange {
    let app = Application.authenticated(by: BasicAuthenticator.right)
    app.get("/") { (request: Request) in try await handler(request) }
    return try await InProcessClient(app).get("/", headers: headers)
  }

  @Test func `An application may give requests a user of its own type`() async throws {
    #expect(try await answer { try $0.user.name }.text == "ada")
  }

  @Test func `It can be had as a protocol`() async throws {
    #expect(try await answer { try $0.user(as: (any Named).self).name }.text == "ada")
  }

  @Test func `Without one it is a 401`() async throws {
    let exchange = try await answer([:]) { try $0.user.name }
    #expect(exchange.status == .unauthorized)
    #expect(exchange.headers[.wwwAuthenticate] == #"Basic realm="Test", charset="UTF-8""#)
  }

  @Test func `One of another type is a 403`() async throws {
    #expect(try await answer { "\(try $0.user(as: Int.self))" }.status == .forbidden)
  }

  @Test func `Asking whether there is one throws nothing`() async throws {
    #expect(try await answer([:]) { "\($0.userIfAuthenticated(as: Member.self) == nil)" }.text == "true")
    #expect(try await answer { "\($0.userIfAuthenticated(as: Int.self) == nil)" }.text == "true")
  }

  @Test func `Nobody is no user of any type`() async throws {
    #expect(
      try await answer([:]) { "\($0.userIfAuthenticated(as: (any Sendable).self) == nil)" }.text == "true")
  }

  @Test func `A handler can make the request a user's`() async throws {
    let exchange = try await answer([:]) { request in
      request.authenticate(as: Member(name: "grace"))
      return try request.user.name
    }
    #expect(exchange.text == "grace")
    #expect(exchange.headers[.cacheControl] == "private")
  }

  @Test func `The error of a missing middleware says what to do`() async throws {
    let app = Application()
    app.get("/me") { (request: Request) in
      do {
        return try request.user.name
      } catch {
        return "\(error)"
      }
    }
    let text = try await InProcessClient(app).get("/me").text
    #expect(text.hasPrefix("/me needs an authenticated user, but no AuthenticationMiddleware"))
    #expect(text.hasSuffix("before the guards."))
  }
}
