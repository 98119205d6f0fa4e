import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import Registration

/// A message as Python's `email` package reads it: an implementation of the formats that isn't ours.
struct ReferenceMessage: Decodable {
  /// The names and decoded values of the header fields, in their order.
  let headers: [[String]]
  let subject: String
  /// The decoded text, with LF line ends.
  let body: String
  /// What Python finds wrong with the message.
  let defects: [String]

  var names: [String] { headers.map { $0[0] } }

  func value(_ name: String) -> String? { headers.first { $0[0] == name }?[1] }

  /// Has Python read a message.
  init(parsing message: EmailMessage, lineEnding: EmailMessage.LineEnding = .carriageReturnLineFeed)
    async throws
  {
    let result = try await run(
      Self.python, arguments: ["-c", Self.script],
      input: .array(Array(message.text(lineEnding: lineEnding).utf8)), output: .data(limit: 10_000_000),
      error: .string(limit: 10_000))
    try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    self = try JSONDecoder().decode(Self.self, from: result.standardOutput)
  }

  /// The interpreter in `AFTERGLOW_TEST_PYTHON`, or the first `python3`.
  static var python: Executable {
    guard let path = ProcessInfo.processInfo.environment["AFTERGLOW_TEST_PYTHON"], !path.isEmpty else {
      return .name("python3")
    }
    return path.contains("/") ? .path(FilePath(path)) : .name(path)
  }

  private static let script = """
    import email, email.policy, json, sys
    m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
    defects = list(m.defects) + [d for v in m.values() for d in v.defects]
    print(json.dumps({"headers": [[k, str(v)] for k, v in m.items()], "subject": m["Subject"],
      "body": m.get_content().replace("\\r\\n", "\\n"), "defects": [repr(d) for d in defects]}))
    """
}

extension EmailMessage {
  /// A message of which a test gives only what it is about.
  static func sample(
    to: String = "ada@example.org", subject: String = "Welcome", body: String = "Account created\n",
    date: Date = Date(timeIntervalSince1970: 1_795_410_000)
  ) throws -> EmailMessage {
    try EmailMessage(
      from: EmailAddress("registration@example.com"), to: EmailAddress(to), subject: subject, body: body,
      date: date)
  }
}
