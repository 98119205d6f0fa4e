import Afterglow
import AfterglowTesting
import FastCGI
import FoundationEssentials
import HTTPTypes
import Subprocess
import SystemPackage
import Testing

/// The page as a real browser has it, through a real nginx.
@Suite(
  .timeLimit(.minutes(2)),
  .enabled(if: Browser.isInstalled, "chromium isn't installed; Tests/run installs it"))
struct StatusInBrowserTests {
  @Test func `the document has a row for each worker, with the task that one is at`() async throws {
    try await ManagedRegistration.run { service in
      try await NginxServer.run(site: NginxServer.plainSite(for: service.server.address)) { nginx in
        _ = try await nginx.post("/tasks?ms=60000", json: "{}")
        _ = try await service.status(when: "both processes report, and the task runs") { status in
          status.processes.count == 2
            && status.processes.contains {
              $0.process.workers.contains { $0.activity == .runningTask("task-1") }
            }
        }
        guard case .tcp(let host, let port) = nginx.address else { throw TestError() }
        let document = try await Browser.document(
          at: "http://\(host):\(port)/status", folder: nginx.folder)
        let rows = document.ranges(of: /<tr class="(idle|receiving|responding|running_task)">/)
        #expect(rows.count == 4)
        #expect(document.contains("<code>task-1</code>"))
        #expect(document.contains(/<code>GET \/status \([0-9a-f]+\)<\/code>/))
        #expect(document.ranges(of: "<section>").count == 2)
      }
    }
  }
}

/// Debian's Chromium without a window.
private enum Browser {
  private static let path = "/usr/bin/chromium"

  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// The document at an address, written out after the browser has parsed it.
  static func document(at address: String, folder: String) async throws -> String {
    let result = try await Subprocess.run(
      .path(FilePath(path)),
      arguments: [
        "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder)/browser", "--dump-dom",
        address,
      ],
      environment: .inherit.updating(["HOME": folder]), output: .string(limit: 1 << 20), error: .discarded)
    #expect(result.terminationStatus.isSuccess)
    return result.standardOutput
  }
}
