import FastCGI
import Glibc
import Subprocess
import Synchronization

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A guard that ends spawned processes when the test process ends without doing so: by a trap, by SIGKILL, or by
/// Ctrl-C, which doesn't reach processes in other groups.
///
/// It is a shell that is told of each process, and that reads the end of its input when the test process has ended.
final class SpawnedProcessGuard: Sendable {
  /// A process group, and the folder that is removed with it.
  struct Charge {
    var group: Int32
    var folder: String
  }

  /// The guard of all processes that this process spawns; `nil` if it can't be started, which makes no test fail.
  static let shared = try? SpawnedProcessGuard()

  private static let script = """
    left=
    while read -r word charge; do
      kept=
      for one in $left; do [ "$one" = "$charge" ] || kept="$kept $one"; done
      left=$kept
      [ "$word" = release ] || left="$left $charge"
    done
    for one in $left; do kill -s KILL -- "-${one%%:*}"; done
    for one in $left; do rm -rf -- "${one#*:}"; done
    """

  private let descriptor: Int32

  init() throws(ConnectionError) {
    var ends: [Int32] = [-1, -1]
    // Unlike a pipe, a socket can be written to without a signal when nobody reads.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw ConnectionError(code: errno, expected: "a pair of sockets", elapsed: .zero)
    }
    descriptor = ends[0]
    let input = FileDescriptor(rawValue: ends[1])
    var options = PlatformOptions()
    // Out of reach of the terminal's Ctrl-C, which ends the tests.
    options.createSession = true
    let configuration = Configuration(
      executable: .path("/bin/sh"), arguments: ["-c", Self.script], platformOptions: options)
    Task.detached {
      _ = try? await Subprocess.run(
        configuration, input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .discarded,
        error: .discarded)
    }
  }

  deinit { close(descriptor) }

  func watch(_ charge: Charge) { tell("watch", charge) }

  func release(_ charge: Charge) { tell("release", charge) }

  private func tell(_ word: String, _ charge: Charge) {
    // A single write, so that lines of concurrent tests don't mix.
    let line = Array("\(word) \(charge.group):\(charge.folder)\n".utf8)
    _ = Glibc.send(descriptor, line, line.count, Int32(MSG_NOSIGNAL))
  }
}
