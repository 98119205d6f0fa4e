import Afterglow
import AfterglowAuth
import AfterglowSessionAuth
import AfterglowSessions
import AfterglowTesting
import HTTPTypes
import Testing

/// Customers and staff of a shop, who log in with the same session and may have the same ids.
@Suite struct SeveralAuthenticatorsTests {
  private struct Customer: Sendable { var id: Int }
  private struct Employee: Sendable { var id: Int }

  private let app = Application()

  init() {
    let customers = SessionAuthenticator(realm: "Shop", id: \Customer.id) { id, _ in Customer(id: id) }
    let staff = SessionAuthenticator(realm: "Staff", id: \Employee.id) { id, _ in Employee(id: id) }
    app.add(middleware: SessionMiddleware(secrets: [.random()], store: InMemorySessionStore()))
    app.get("/login") { (request: Request) in
      try customers.logIn(Customer(id: 1), request)
      return "customer"
    }
    app.get("/staff-login") { (request: Request) in
      try staff.logIn(Employee(id: 1), request)
      return "employee"
    }
    app.include("/basket", middleware: [AuthenticationMiddleware(customers)]) { basket in
      basket.get { (request: Authenticated<Customer>) in "basket of \(request.user.id)" }
    }
    app.include("/admin", middleware: [AuthenticationMiddleware(staff)]) { admin in
      admin.get { (request: Authenticated<Employee>) in "office of \(request.user.id)" }
    }
  }

  @Test func `Who has logged in to one realm is nobody to another`() async throws {
    let browser = try Browser(app)
    await browser.send(.get, "/login")
    #expect(await browser.send(.get, "/admin").status == .unauthorized)
    #expect(await browser.send(.get, "/basket").text == "basket of 1")
  }

  @Test func `A log-in to another realm ends the first`() async throws {
    let browser = try Browser(app)
    await browser.send(.get, "/login")
    await browser.send(.get, "/staff-login")
    #expect(await browser.send(.get, "/admin").text == "office of 1")
    #expect(await browser.send(.get, "/basket").status == .unauthorized)
  }
}
