import Afterglow
import AfterglowServiceLifecycle
import ServiceLifecycle

/// The example of the page "Lifecycle".
func lifecycleExample() -> Application {
  let app = Application()

  app.provide(Cache.self) { Cache() }

  app.onStartup { dependencies in
    try await dependencies[Cache.self].warmUp()
  }

  app.onShutdown { dependencies in
    try await dependencies[Cache.self].save()
  }

  app.add(service: Heartbeat())

  app.get("/") { (cache: Cache) in await cache.greeting }

  return app
}

private actor Cache: Injectable {
  private(set) var greeting = "cold"

  func warmUp() throws {
    greeting = "warm"
    print("cache warmed up")
  }

  func save() throws { print("cache saved") }
}

private struct Heartbeat: Service {
  func run() async throws {
    print("heartbeat begins")
    try await gracefulShutdown()
    print("heartbeat ends")
  }
}
