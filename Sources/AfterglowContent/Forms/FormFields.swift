/// The fields of a form, with the steps of their names.
///
/// All names and values are in one array, since a form may have thousands of steps of one byte each.
struct FormFields {
  /// The largest number of fields.
  static let limit = 1000

  private struct Field {
    let name: Range<Int>
    let value: Range<Int>
    /// The field's steps in the array of all steps.
    let steps: Range<Int>
  }

  /// A step's bytes.
  private struct Step {
    let start: UInt32
    let count: UInt32

    var range: Range<Int> { Int(start)..<Int(start + count) }
  }

  /// The name of the form in error messages.
  let source: String

  /// The names and values one after the other.
  private(set) var bytes: [UInt8] = []
  private var fields: [Field] = []
  private var steps: [Step] = []

  /// Creates an empty list.
  ///
  /// - Parameters:
  ///   - source: the name of the form in error messages.
  ///   - count: the number of fields that will be appended.
  /// - Throws: ``FormError`` if they are too many.
  init(source: String, count: Int) throws(FormError) {
    guard count <= Self.limit else { throw .tooManyFields(source: source, limit: Self.limit) }
    self.source = source
    fields.reserveCapacity(count)
  }

  /// Appends a field.
  ///
  /// - Throws: ``FormError`` if its name is nested too deeply, the name or value has too many marks in a row, or all
  ///   fields together are too large.
  mutating func append(name: String, value: String) throws(FormError) {
    try checkMarks(name, value)
    guard name.utf8.count + value.utf8.count <= JSONToken.byteLimit - bytes.count else {
      throw .tooLarge(source: source, limit: JSONToken.byteLimit)
    }
    let nameStart = bytes.count
    bytes += name.utf8
    let valueStart = bytes.count
    guard let ranges = FormName(bytes[nameStart...]).steps else {
      throw .nestedTooDeeply(source: source, limit: FormName.depthLimit)
    }
    bytes += value.utf8
    let firstStep = steps.count
    steps += ranges.map { Step(start: UInt32($0.lowerBound), count: UInt32($0.count)) }
    fields.append(
      Field(name: nameStart..<valueStart, value: valueStart..<bytes.count, steps: firstStep..<steps.count))
  }

  private func checkMarks(_ name: String, _ value: String) throws(FormError) {
    // The name may become a key of a service's dictionary, and the value may be compared with an enumeration's cases.
    for (part, text) in [("name", name), ("value", value)] {
      guard let start = StreamSafeText.firstLongRun(in: text.utf8) else { continue }
      let offset = text.utf8.distance(from: text.utf8.startIndex, to: start)
      throw .tooManyMarks(part: part, field: fields.count + 1, offset: offset, source: source)
    }
  }

  // MARK: What has been appended

  var count: Int { fields.count }

  /// The number of steps of all names together.
  var stepCount: Int { steps.count }

  /// Returns the bytes of a field's value.
  func value(of field: Int) -> Range<Int> { fields[field].value }

  /// Returns the name of a field as it was sent.
  func name(of field: Int) -> String { String(decoding: bytes[fields[field].name], as: UTF8.self) }

  /// Returns the number of steps of a field's name.
  func depth(of field: Int) -> Int { fields[field].steps.count }

  /// Returns the bytes of a step of a field's name.
  func step(_ number: Int, of field: Int) -> Range<Int> {
    steps[fields[field].steps.lowerBound + number].range
  }

  /// Returns whether two fields have the same step there.
  func haveSameStep(_ number: Int, _ one: Int, _ other: Int) -> Bool {
    bytes[step(number, of: one)].elementsEqual(bytes[step(number, of: other)])
  }

  /// Returns the fields sorted by the steps of their names, and fields of one name as they came.
  func sortedByName() -> [Int] { fields.indices.sorted(by: precedes) }

  private func precedes(_ one: Int, _ other: Int) -> Bool {
    for number in 0..<min(depth(of: one), depth(of: other)) where !haveSameStep(number, one, other) {
      return bytes[step(number, of: one)].lexicographicallyPrecedes(bytes[step(number, of: other)])
    }
    return (depth(of: one), one) < (depth(of: other), other)
  }
}
