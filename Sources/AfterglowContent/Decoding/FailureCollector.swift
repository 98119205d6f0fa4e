/// Finds everything that keeps a JSON value from being decoded as a type, and every rule it breaks, not only the first thing.
///
/// The type's own `init(from:)` is run against a decoder that notes each failure and goes on with a stand-in value.
/// It costs nothing on the valid path: it is only used once decoding has failed.
enum FailureCollector {
  /// The failures, in the order in which the type asks for its values.
  static func failures<Value: Decodable>(
    decoding type: Value.Type, from value: JSONValue, isForm: Bool = false
  ) -> [ValidationFailure] {
    let report = FailureReport()
    let decoder = CollectingDecoder(value: value, report: report, isForm: isForm)
    do {
      _ = try decoder.decodeOrStandIn(type)
    } catch {
      report.noteUnlessNoted(error, input: value)
    }
    return report.failures
  }
}

/// The failures found so far.
final class FailureReport {
  /// Enough to mend a body by; the answer is not to be many times as long as the body.
  private static let failureLimit = 1000

  /// How many values may be decoded to see whether they are good, which costs much more than looking at them.
  private static let trialLimit = 10_000

  private(set) var failures: [ValidationFailure] = []
  private var trials = 0

  /// Whether there is no use in looking further.
  var isFull: Bool { failures.count >= Self.failureLimit || trials >= Self.trialLimit }

  /// What was sent is left out where it is an object or array: it may be large, and have a secret of a type inside.
  func note(_ failure: ValidationFailure) {
    guard failures.count < Self.failureLimit else { return }
    switch failure.input {
    case .object, .array: failures.append(failure.withoutInput)
    default: failures.append(failure)
    }
  }

  /// Keeps to ourselves what was sent, in the failures that were noted since.
  func hideInputs(since failuresBefore: Int, where isSecret: ([ValidationFailure.Position]) -> Bool) {
    for index in failures.indices.dropFirst(failuresBefore) where isSecret(failures[index].location) {
      failures[index] = failures[index].withoutInput
    }
  }

  func beginTrial() {
    trials += 1
  }

  /// A type's own initialiser threw, on values that were as it asked for them: it refuses them.
  func noteRefusal(at path: [any CodingKey], input: JSONValue?) {
    note(.refusal(at: path, input: input))
  }

  func noteUnlessNoted(_ error: any Error, input: JSONValue?) {
    if !(error is AlreadyNoted) {
      noteRefusal(at: (error as? DecodingError)?.path ?? [], input: failures.isEmpty ? input : nil)
    }
  }
}

extension ValidationFailure {
  static func refusal(at path: [any CodingKey], input: JSONValue?) -> ValidationFailure {
    ValidationFailure(
      type: "value_error", location: path.map(\.position), message: "Value is not allowed here", input: input)
  }
}

/// Thrown where decoding can't go on and the reason has been noted.
struct AlreadyNoted: Error {}

extension DecodingError {
  var path: [any CodingKey] {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      context.codingPath
    @unknown default: []
    }
  }
}

extension CodingKey {
  var position: ValidationFailure.Position {
    intValue.map { .index($0) } ?? .key(stringValue)
  }
}

/// A key or position made while decoding.
struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
  }
}
