import FastCGI
import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct RouterSizeTests {
  private func router(count: Int) throws -> Router {
    let app = Application()
    for number in 0..<count {
      app.get("/group\(number % 100)/item\(number)/{id}/part") { (id: Int) in "\(number)" }
    }
    return try Router(app.routes, dependencyStore: DependencyStore())
  }

  private func found(_ router: Router, _ path: String) -> String? {
    guard case .found(let endpoint, _) = router.match(.get, path: path) else { return nil }
    return endpoint.declaration.path
  }

  @Test func `each of ten thousand routes is found`() throws {
    let router = try router(count: 10_000)
    for number in 0..<10_000 {
      let prefix = "/group\(number % 100)/item\(number)"
      #expect(found(router, "\(prefix)/7/part") == "\(prefix)/{id}/part")
    }
    #expect(found(router, "/group0/item1/7/part") == nil)
  }

  @Test func `a look-up does not grow with the number of routes`() throws {
    let few = try router(count: 10)
    let many = try router(count: 10_000)
    let path = "/group9/item9/7/part"
    // A thousand times as many routes; a router that looked through them would be far above any noise.
    #expect(fastest { _ = found(many, path) } < fastest { _ = found(few, path) } * 20)
    #expect(fastest { _ = found(many, "/x/y") } < fastest { _ = found(few, "/x/y") } * 20)
  }

  private func fastest(_ body: () -> Void) -> Duration {
    let runs = (0..<20).map { _ in
      ContinuousClock().measure { for _ in 0..<50 { body() } }
    }
    return runs.min() ?? .zero
  }
}
