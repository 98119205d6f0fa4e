import AfterglowTesting
import Crypto
import Foundation
import HTTPTypes
import Testing

/// A large file through a real nginx that passes bodies on as they come.
@Suite(.timeLimit(.minutes(5))) struct RegistrationMemoryTests {
  /// In bytes; 64 MiB unless `AFTERGLOW_TEST_UPLOAD_SIZE` says otherwise.
  private static let size =
    ProcessInfo.processInfo.environment["AFTERGLOW_TEST_UPLOAD_SIZE"].flatMap(Int.init) ?? 64 << 20
  private static let piece = (0..<1 << 16).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

  @Test func `a file goes up and down whole, and never into memory`() async throws {
    try await SpawnedServer.run(executable: .product("Registration"), arguments: ["--workers", "1"]) {
      server in
      let site = """
        client_max_body_size 0;
        fastcgi_request_buffering off;
        fastcgi_max_temp_file_size 0;
        \(NginxServer.plainSite(for: server.address))
        """
      try await NginxServer.run(site: site) { nginx in
        let digest = try await upload(through: nginx)
        let downloaded = try await download(through: nginx)
        #expect(downloaded == digest)
      }
      let peak = try server.peakMemory()
      #expect(peak < 32 << 20)
    }
  }

  private func upload(through nginx: NginxServer) async throws -> SHA256.Digest {
    let connection = try await nginx.connect()
    try await connection.send(
      method: .put, target: "/files/large", headers: [.contentLength: "\(Self.size)"])
    var digest = SHA256()
    var left = Self.size
    while left > 0 {
      let piece = Array(Self.piece.prefix(left))
      try await connection.send(bytes: piece)
      digest.update(data: piece)
      left -= piece.count
    }
    let response = try await connection.receiveResponse(within: .seconds(60))
    let value = digest.finalize()
    let text = value.map { String(format: "%02x", $0) }.joined()
    #expect(response.text == #"{"bytes":\#(Self.size),"sha256":"\#(text)"}"#)
    return value
  }

  private func download(through nginx: NginxServer) async throws -> SHA256.Digest {
    let connection = try await nginx.connect()
    try await connection.send(target: "/files/large", headers: [.connection: "close"])
    var head: [UInt8] = []
    var body: ArraySlice<UInt8>?
    while body == nil {
      head += try await connection.receiveBytes(within: .seconds(60))
      body = head.firstRange(of: Array("\r\n\r\n".utf8)).map { head[$0.upperBound...] }
    }
    var digest = SHA256()
    var piece = Array(body ?? [])
    while !piece.isEmpty {
      digest.update(data: piece)
      piece = try await connection.receiveBytes(within: .seconds(60))
    }
    return digest.finalize()
  }
}

extension SpawnedServer {
  /// The most memory that the process has had at once, in bytes (proc(5): VmHWM).
  fileprivate func peakMemory() throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(Int(line.filter(\.isNumber))) << 10
  }
}
