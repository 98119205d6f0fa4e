import AfterglowTesting
import FoundationEssentials
import Glibc
import Testing

@testable import FastCGI

struct UnixListeningSocketTests {
  private let folder: TestFolder
  private var address: ListenAddress { .unix(path: folder.path("app.sock")) }

  init() throws {
    folder = try TestFolder()
  }

  @Test func byDefaultItsOwnerAndItsGroupMayConnect() throws {
    let socket = try ListeningSocket.open(at: address)
    #expect(folder.status("app.sock")?.permissions == 0o660)
    #expect(socket.address == address)
  }

  @Test(arguments: [0o600, 0o666, 0o606] as [mode_t])
  func itHasTheModeThatWasAskedFor(mode: mode_t) throws {
    let socket = try ListeningSocket.open(at: address, mode: mode)
    #expect(folder.status("app.sock")?.permissions == mode)
    withExtendedLifetime(socket) {}
  }

  @Test func nothingElseIsLeftInTheFolder() throws {
    let socket = try ListeningSocket.open(at: address)
    #expect(try folder.names() == ["app.sock"])
    withExtendedLifetime(socket) {}
  }

  @Test func aStaleSocketIsReplaced() throws {
    try leaveStaleSocket()
    let stale = try #require(folder.status("app.sock"))
    let socket = try ListeningSocket.open(at: address)
    #expect(folder.status("app.sock")?.st_ino != stale.st_ino)
    #expect(connects(to: folder.path("app.sock")))
    withExtendedLifetime(socket) {}
  }

  @Test func aLivingSocketIsNotReplaced() throws {
    let living = try ListeningSocket.open(at: address)
    #expect(throws: ListeningSocketError.inUse(path: folder.path("app.sock"))) {
      try ListeningSocket.open(at: address)
    }
    #expect(connects(to: folder.path("app.sock")))
    withExtendedLifetime(living) {}
  }

  @Test func aLivingSocketWithAFullBacklogIsNotReplaced() throws {
    let living = try ListeningSocket.open(at: address, backlog: 0)
    let waiting = connect(to: folder.path("app.sock"))
    defer { close(waiting) }
    #expect(throws: ListeningSocketError.inUse(path: folder.path("app.sock"))) {
      try ListeningSocket.open(at: address)
    }
    withExtendedLifetime(living) {}
  }

  @Test func aFileThatIsNoSocketIsLeftAlone() throws {
    try "precious".write(toFile: folder.path("app.sock"), atomically: false, encoding: .utf8)
    let error = #expect(throws: ListeningSocketError.self) { try ListeningSocket.open(at: address) }
    #expect(error == .notASocket(path: folder.path("app.sock")))
    #expect(error?.description.contains("exists and is not a socket. Remove it") == true)
    #expect(try String(contentsOfFile: folder.path("app.sock"), encoding: .utf8) == "precious")
  }

  @Test func aMissingFolderIsNamed() throws {
    let path = folder.path("missing")
    let error = #expect(throws: ListeningSocketError.self) {
      try ListeningSocket.open(at: .unix(path: "\(path)/app.sock"))
    }
    #expect(error?.description == "Can't listen: open \(path): No such file or directory (errno 2).")
  }

  @Test func aPathOfTheLongestLengthCanBeListenedOn() throws {
    let path = folder.path(String(repeating: "p", count: 106 - folder.path.utf8.count))
    let socket = try ListeningSocket.open(at: ListenAddress(parsing: "unix:\(path)"))
    #expect(connects(to: path))
    withExtendedLifetime(socket) {}
  }

  @Test func closingRemovesThePath() throws {
    do {
      let socket = try ListeningSocket.open(at: address)
      withExtendedLifetime(socket) {}
    }
    #expect(folder.status("app.sock") == nil)
  }

  @Test func closingDoesNotRemoveThePathOfAnotherServer() throws {
    var first: ListeningSocket? = try .open(at: address)
    rename(folder.path("app.sock"), folder.path("old.sock"))
    let second = try ListeningSocket.open(at: address)
    withExtendedLifetime(first) {}
    first = nil
    #expect(connects(to: folder.path("app.sock")))
    withExtendedLifetime(second) {}
  }

  private func leaveStaleSocket() throws {
    do {
      let socket = try ListeningSocket.open(at: address)
      // Under another name, closing leaves it, as the end of a process by a signal does.
      rename(folder.path("app.sock"), folder.path("stale.sock"))
      withExtendedLifetime(socket) {}
    }
    rename(folder.path("stale.sock"), folder.path("app.sock"))
  }

  private func connects(to path: String) -> Bool {
    let descriptor = connect(to: path)
    defer { close(descriptor) }
    return descriptor >= 0
  }

  /// A connected descriptor, or -1.
  private func connect(to path: String) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if result == 0 { return descriptor }
    close(descriptor)
    return -1
  }
}

extension stat {
  fileprivate var permissions: mode_t { st_mode & 0o777 }
}
