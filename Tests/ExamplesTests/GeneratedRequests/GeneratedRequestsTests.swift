import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// Nothing a client sends is a 500, ends a process, or is never answered.
///
/// `AFTERGLOW_GENERATED_REQUESTS` and `AFTERGLOW_GENERATED_SEED` make it a longer run, or another one.
@Suite(.timeLimit(.minutes(10)), .serialized) struct GeneratedRequestsTests {
  private static let count = setting("AFTERGLOW_GENERATED_REQUESTS") ?? 12_000
  private static let seed = setting("AFTERGLOW_GENERATED_SEED") ?? 20_261_123
  private static let clients = 4

  @Test(arguments: GeneratedRequestsTarget.all)
  func noneOfThemIsTheServersFault(target: GeneratedRequestsTarget) async throws {
    let count = Self.count / target.share
    try await SpawnedServer.run(
      executable: .product("Examples"), arguments: [target.example, "--workers", "4"]
    ) { server in
      let credentials = try await target.credentials(from: server.client)
      let statuses = try await withThrowingTaskGroup(of: [Int: Int].self) { group in
        for client in 0..<Self.clients {
          group.addTask {
            try await Self.sendRequests(of: client, at: target, with: credentials, to: server)
          }
        }
        return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
      }
      print("\(target): \(count) requests, seed \(Self.seed): \(statuses.sorted { $0.key < $1.key })")
      #expect(statuses.values.reduce(0, +) == count)
      for status in target.commonStatuses {
        #expect(statuses[status, default: 0] > count / 200, "\(status) is hardly ever reached")
      }
      #expect(!server.log.contains { $0.contains("A request failed.") || $0.contains("background task") })
      try server.terminate()
      #expect(try await server.exitStatus() == .exited(code: 0))
    }
  }

  private static func sendRequests(
    of client: Int, at target: GeneratedRequestsTarget, with credentials: [(String, String)],
    to server: SpawnedServer
  ) async throws -> [Int: Int] {
    var statuses: [Int: Int] = [:]
    for number in stride(from: client, to: count / target.share, by: clients) {
      var generator = RequestGenerator(number: UInt64(seed + number), target.routes, credentials)
      let request = generator.next()
      do {
        let response = try await request.send(to: server.client)
        statuses[response.status.code, default: 0] += 1
        if response.status.code >= 500 { Issue.record("\(response.status) to number \(number): \(request)") }
      } catch {
        Issue.record("\(error) at number \(number): \(request)")
      }
    }
    return statuses
  }
}

private func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }
