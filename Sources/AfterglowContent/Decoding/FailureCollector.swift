/// Finds everything that keeps a document from being decoded as a type, and every rule it breaks, not only the first thing.
///
/// The type's own `init(from:)` is run against a decoder that notes each failure and goes on with a stand-in value.
/// It costs nothing on the valid path: it is only used once decoding has failed.
enum FailureCollector {
  /// The failures, in the order in which the type asks for its values.
  static func failures<Value: Decodable>(
    decoding type: Value.Type, from document: JSONDocument, isForm: Bool = false
  ) -> [ValidationFailure] {
    let report = FailureReport(on: document)
    let decoder = CollectingDecoder(
      document: document, index: JSONDocument.root, report: report, isForm: isForm)
    do {
      _ = try decoder.decodeOrStandIn(type)
    } catch {
      report.noteUnlessNoted(error, input: document.scalar(at: JSONDocument.root))
    }
    return report.failures
  }

  /// The failures of a value that was not read from a text.
  static func failures<Value: Decodable>(
    decoding type: Value.Type, from value: JSONValue, isForm: Bool = false
  ) -> [ValidationFailure] {
    failures(decoding: type, from: JSONDocument(of: value), isForm: isForm)
  }
}

/// The failures found so far, and bounds on the work of finding more.
///
/// Without bounds an answer could be many times as long as the body, and a type that contains itself, or tries one thing
/// after another, could take a time that grows with the square of the body.
final class FailureReport {
  /// Enough to mend a body by.
  private static let failureLimit = 1000

  /// How many bytes the failures may take, roughly, unless there is only one.
  private static let sizeLimit = 256 * 1024

  /// How many values that aren't there may be looked into.
  private static let standInLimit = 10_000

  private(set) var failures: [ValidationFailure] = []
  private var size = 0
  private var standIns = 0

  /// How many entries of the tape may still be decoded to see whether they are good.
  private var trialsLeft: Int

  /// How many values may still be looked at.
  private var visitsLeft: Int

  /// Each value may be tried once inside each of 16 others, and looked at in 64 ways.
  init(on document: JSONDocument) {
    trialsLeft = 16 * document.tape.count + 1000
    visitsLeft = 64 * document.tape.count + 10_000
  }

  /// Whether there is no use in looking further.
  var isFull: Bool { failures.count >= Self.failureLimit || size > Self.sizeLimit || visitsLeft == 0 }

  /// - Throws: ``AlreadyNoted`` if enough has been looked at.
  func visit(isStandIn: Bool) throws(AlreadyNoted) {
    guard !isFull else { throw AlreadyNoted() }
    visitsLeft -= 1
    guard isStandIn else { return }
    standIns += 1
    if standIns > Self.standInLimit { throw AlreadyNoted() }
  }

  /// Whether a value of so many entries may be tried.
  func beginTrial(of entries: Int) -> Bool {
    guard trialsLeft >= entries else { return false }
    trialsLeft -= entries
    return true
  }

  /// What was sent is left out where it is an object or array: it may be large, and have a secret of a type inside.
  func note(_ failure: ValidationFailure) {
    guard !isFull else { return }
    let failure =
      switch failure.input {
      case .object, .array: failure.withoutInput
      default: failure
      }
    size += failure.roughSize
    failures.append(failure)
  }

  /// Keeps to ourselves what was sent, in the failures that were noted since.
  func hideInputs(since failuresBefore: Int, where isSecret: ([ValidationFailure.Position]) -> Bool) {
    for index in failures.indices.dropFirst(failuresBefore) where isSecret(failures[index].location) {
      failures[index] = failures[index].withoutInput
    }
  }

  /// A type's own initialiser threw, on values that were as it asked for them: it refuses them.
  func noteRefusal(at location: [ValidationFailure.Position], input: JSONValue?) {
    note(.refusal(at: location, input: input))
  }

  func noteUnlessNoted(_ error: any Error, input: JSONValue?) {
    if !(error is AlreadyNoted) {
      let path = (error as? DecodingError)?.path ?? []
      noteRefusal(at: path.map(\.position), input: failures.isEmpty ? input : nil)
    }
  }
}

extension ValidationFailure {
  static func refusal(at location: [Position], input: JSONValue?) -> ValidationFailure {
    ValidationFailure(
      type: "value_error", location: location, message: "Value is not allowed here", input: input)
  }

  /// How many bytes it takes in an answer, roughly.
  fileprivate var roughSize: Int {
    let steps = location.reduce(0) { size, step in
      if case .key(let name) = step { size + name.utf8.count + 3 } else { size + 6 }
    }
    let text = if case .string(let text)? = input { text.utf8.count } else { 0 }
    return steps + text + message.utf8.count + type.utf8.count
  }
}

/// Thrown where decoding can't go on and the reason has been noted.
struct AlreadyNoted: Error {}

extension DecodingError {
  /// The keys and positions that lead to the value.
  var path: [any CodingKey] {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      context.codingPath.stepByStep
    @unknown default: []
    }
  }
}

extension CodingKey {
  var position: ValidationFailure.Position {
    intValue.map { .index($0) } ?? .key(stringValue)
  }
}
