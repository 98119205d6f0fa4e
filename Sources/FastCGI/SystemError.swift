#if canImport(Glibc)
  import Glibc
#endif

/// A failed system call with its subject and the C library's reason.
public struct SystemError: Error, Equatable, CustomStringConvertible {
  /// The name of the call that failed, as in its manual page, such as `bind` or `accept4`.
  public let call: String

  /// The thing that the call was made on, such as a path or an address; may be empty.
  public let subject: String

  /// The `errno` of the failure.
  public let number: Int32

  /// Creates an error with the current `errno`; create it before anything else calls the C library.
  package init(_ call: String, on subject: String = "", number: Int32 = errno) {
    self.call = call
    self.subject = subject
    self.number = number
  }

  /// A line with the call, its subject and the reason.
  public var description: String {
    let target = subject.isEmpty ? "" : " \(subject)"
    return "\(call)\(target): \(String(cString: strerror(number))) (errno \(number))"
  }
}
