#if canImport(Glibc)
  import Glibc
#endif

/// A failed system call: which one, on what, and the C library's reason.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// The call that failed, as in its manual page: `bind`, `accept4`.
  public let call: String

  /// What it was called on, for the reader of the message: a path, an address; empty if there is nothing to say.
  public let subject: String

  /// The `errno` it left behind.
  public let number: Int32

  /// Takes `errno` as it is now; so make it before anything else calls the C library.
  package init(_ call: String, on subject: String = "", number: Int32 = errno) {
    self.call = call
    self.subject = subject
    self.number = number
  }

  /// The call, its subject and the reason in one line.
  public var description: String {
    let target = subject.isEmpty ? "" : " \(subject)"
    return "\(call)\(target): \(String(cString: strerror(number))) (errno \(number))"
  }
}
