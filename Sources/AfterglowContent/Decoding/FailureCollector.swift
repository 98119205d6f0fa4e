/// Finds all failures of decoding a document as a type, and all rules that it breaks, not only the first.
///
/// It runs the type's own `init(from:)` with a decoder that records each failure and continues with a stand-in value.
/// It is used only after decoding has failed, so valid data costs nothing.
enum FailureCollector {
  /// Returns the failures in the order in which the type asks for its values.
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
}

/// The failures found so far, with limits on the work of finding more.
///
/// Without limits the response could be many times as long as the body. A type that contains itself, or that tries
/// several forms, could take a time that grows with the square of the body.
final class FailureReport {
  /// The largest number of failures, which is enough to correct a body.
  private static let failureLimit = 1000

  /// The largest size of all failures in bytes, approximately; a single failure may be larger.
  private static let sizeLimit = 256 * 1024

  /// The largest number of absent values to look into.
  private static let standInLimit = 10_000

  private(set) var failures: [ValidationFailure] = []
  private var size = 0
  private var standIns = 0

  /// The number of entries of the tape that may still be decoded on trial.
  private var trialsLeft: Int

  /// The number of values that may still be visited.
  private var visitsLeft: Int

  /// Creates a report; each value may be tried inside each of 16 others, and visited in 64 ways.
  init(on document: JSONDocument) {
    trialsLeft = 16 * document.tape.count + 1000
    visitsLeft = 64 * document.tape.count + 10_000
  }

  /// Whether searching further is pointless.
  var isFull: Bool { failures.count >= Self.failureLimit || size > Self.sizeLimit || visitsLeft == 0 }

  /// Counts a visit of a value.
  ///
  /// - Parameter isStandIn: whether the value is absent.
  /// - Throws: ``AlreadyNoted`` if the limits are reached.
  func visit(isStandIn: Bool) throws(AlreadyNoted) {
    guard !isFull else { throw AlreadyNoted() }
    visitsLeft -= 1
    guard isStandIn else { return }
    standIns += 1
    if standIns > Self.standInLimit { throw AlreadyNoted() }
  }

  /// Counts a trial of a value with this many entries; returns whether it is allowed.
  func beginTrial(of entries: Int) -> Bool {
    guard trialsLeft >= entries else { return false }
    trialsLeft -= entries
    return true
  }

  /// Records a failure, without its input if that is an object or array, which may be large and contain a secret.
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

  /// Removes the inputs of secret locations from the failures recorded since `failuresBefore`.
  func hideInputs(since failuresBefore: Int, where isSecret: ([ValidationFailure.Position]) -> Bool) {
    for index in failures.indices.dropFirst(failuresBefore) where isSecret(failures[index].location) {
      failures[index] = failures[index].withoutInput
    }
  }

  /// Records that a type's own initialiser refused values although they had the types it asked for.
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

  /// The size in a response in bytes, approximately.
  fileprivate var roughSize: Int {
    let steps = location.reduce(0) { size, step in
      if case .key(let name) = step { size + name.utf8.count + 3 } else { size + 6 }
    }
    let text = if case .string(let text)? = input { text.utf8.count } else { 0 }
    return steps + text + message.utf8.count + type.utf8.count
  }
}

/// The error with which decoding ends after the reason has been recorded.
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
