import Afterglow

#if canImport(Glibc)
  import Glibc
#endif

/// What begins or ends only when a test lets it, by the environment.
///
/// `ECHO_START`, `ECHO_SHUTDOWN`, `ECHO_COMPANION`: `waits` for what waits until it is cancelled, `hangs` for what doesn't
/// end at all.
func addLifecycle(to app: Application) {
  if let kind = variable("ECHO_START") {
    app.onStartup {
      print("the start waits")
      try await holdUp(kind)
    }
  }
  if let kind = variable("ECHO_SHUTDOWN") {
    app.onShutdown {
      print("the shutdown waits")
      try await holdUp(kind)
    }
  }
  if let kind = variable("ECHO_COMPANION") { app.add(companion: SlowCompanion(kind: kind)) }
}

private func variable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

private func holdUp(_ kind: String) async throws {
  if kind == "waits" { try await Task.sleep(for: .seconds(600)) }
  // What doesn't suspend notices no cancellation.
  if kind == "hangs" { while true { sleep(600) } }
}

/// A companion that ends in its own time when it is asked to.
private final class SlowCompanion: Companion {
  let name = "slow companion"
  private let kind: String

  init(kind: String) { self.kind = kind }

  func run() async throws {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(600)) }
  }

  func stop() async {
    print("the companion waits")
    try? await holdUp(kind)
  }
}
