import AfterglowTesting
import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

/// The upload form of the page "Sessions", in a real browser and through a real nginx.
@Suite(
  .timeLimit(.minutes(5)),
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium"),
    "chromium isn't installed; Tests/run installs it"))
struct UploadFormInBrowserTests {
  /// Stands in for the user: chooses a file in the form's page, which has no script, and presses its button.
  private static let user = """
    <!doctype html><iframe id=page src=/pictures></iframe><p id=answer></p>
    <script>
    const page = document.getElementById("page")
    page.onload = () => {
      const form = page.contentDocument.querySelector("form")
      if (!form) {
        document.getElementById("answer").textContent = "answer: " + page.contentDocument.body.textContent
        return
      }
      const files = new DataTransfer()
      files.items.add(new File(["x".repeat(200000)], "a.png", {type: "image/png"}))
      form.querySelector("input[type=file]").files = files.files
      form.querySelector("button").click()
    }
    </script>
    """

  @Test func `a form with a file is sent without a script, and has its token`() async throws {
    let folder = try TemporaryFiles()
    try Data(Self.user.utf8).write(to: URL(filePath: folder.path + "/user.html"))
    let environment = [
      "SESSION_SECRET": String(repeating: "0f", count: 32),
      "SESSION_DATABASE": folder.path + "/sessions.sqlite",
    ]
    try await SpawnedServer.run(
      executable: .product("Examples"), arguments: ["Sessions"], environment: environment
    ) { server in
      let site = """
        \(NginxServer.plainSite(for: server.address))
        location = /user.html { root \(folder.path); default_type text/html; }
        """
      try await NginxServer.run(site: site) { nginx in
        guard case .tcp(_, let port) = nginx.address else { throw AddressError() }
        // Browsers take secure cookies from localhost without TLS.
        let page = try await document(at: "http://localhost:\(port)/user.html", folder: folder.path)
        #expect(page.contains("answer: A picture of 200000 bytes."), "\(page)")
      }
    }
  }

  private struct AddressError: Error {}

  /// The document at an address, once the form has been answered.
  private func document(at address: String, folder: String) async throws -> String {
    let result = try await Subprocess.run(
      .path("/usr/bin/chromium"),
      arguments: [
        "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder)/browser",
        // Time stands still while anything is loaded.
        "--virtual-time-budget=60000", "--dump-dom", address,
      ],
      environment: .inherit.updating(["HOME": folder]), output: .string(limit: 1 << 20), error: .discarded)
    #expect(result.terminationStatus.isSuccess)
    return result.standardOutput
  }
}

/// A folder that is there as long as this is.
private final class TemporaryFiles {
  let path = "\(FileManager.default.temporaryDirectory.path)/afterglow-\(UUID().uuidString)"

  init() throws {
    // nginx's worker processes may be those of another user.
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
