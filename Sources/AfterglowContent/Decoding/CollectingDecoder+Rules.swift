extension CollectingDecoder {
  /// Records the rules broken by a value that was decoded completely.
  func noteBrokenRules<Value>(of decoded: Value) {
    if let decoded = decoded as? any Validatable { noteRules(of: decoded) }
  }

  /// Records the rules broken by a value that may contain stand-ins, given the failures recorded while decoding it.
  ///
  /// A part with a failure isn't checked against its rules. Rules of the whole value are checked only if no part
  /// failed.
  ///
  /// - Parameters:
  ///   - decoded: the value.
  ///   - failuresBefore: the number of failures before the value was decoded.
  func noteBrokenRules<Value>(of decoded: Value, since failuresBefore: Int) {
    guard index != nil, !report.isFull, let decoded = decoded as? any Validatable else { return }
    noteRules(of: decoded, since: failuresBefore)
  }

  /// Returns whether a collection has elements that break their rules.
  ///
  /// Its elements must then be decoded one by one, since for example a set no longer knows their positions in the
  /// data.
  func hasBrokenParts<Value>(_ decoded: Value) -> Bool {
    guard let decoded = decoded as? any Validatable else { return false }
    return breaksPartRules(decoded)
  }

  /// Removes the inputs of members that a type declares secret from the failures recorded since `failuresBefore`.
  func hideSecrets(of type: Any.Type, since failuresBefore: Int) {
    guard report.failures.count > failuresBefore, let type = type as? any Validatable.Type else { return }
    let secrets = Set(Self.secrets(of: type).map(memberName))
    guard !secrets.isEmpty else { return }
    let depth = location.count
    report.hideInputs(since: failuresBefore) { location in
      // A failure without a further step concerns the whole value, which includes its secrets.
      guard case .key(let name)? = location.dropFirst(depth).first else { return true }
      return secrets.contains(name)
    }
  }

  private static func secrets<Value: Validatable>(of type: Value.Type) -> Set<String> { Value.rules.secrets }

  private func breaksPartRules<Value: Validatable>(_ decoded: Value) -> Bool {
    Value.rules.haveBrokenParts(in: decoded)
  }

  private func noteRules<Value: Validatable>(of decoded: Value) {
    for rule in Value.rules.broken(by: decoded) { note(rule) }
  }

  private func noteRules<Value: Validatable>(of decoded: Value, since failuresBefore: Int) {
    let depth = location.count
    let failures = report.failures[failuresBefore...]
    let wrong = failures.map { $0.location.dropFirst(depth).first }
    let members = members
    let broken = Value.rules.broken(by: decoded, isComplete: failures.isEmpty) { name in
      // A property whose name isn't in the data has a default value, or is misspelt in the rules; it isn't checked
      // either.
      let name = memberName(name)
      return failures.isEmpty
        || (members?.value(named: name, in: document) != nil && !wrong.contains(.key(name)))
    }
    for rule in broken { note(rule) }
  }

  private func note(_ rule: BrokenRule) {
    var inside = rule.location
    if case .key(let name)? = inside.first { inside[0] = .key(memberName(name)) }
    report.note(
      ValidationFailure(
        type: rule.type, location: location + inside, message: rule.message,
        input: inside.isEmpty ? nil : value(at: inside).flatMap(document.scalar)))
  }

  /// Returns the member name for a coding key, since rules name coding keys.
  private func memberName(_ key: String) -> String { document.options.keys.name(of: key) }

  /// Returns the value at a location inside this one, or `nil` if there is none.
  private func value(at location: [ValidationFailure.Position]) -> Int? {
    location.reduce(self.index) { value, step in
      guard let value else { return nil }
      switch (step, document.kind(at: value)) {
      case (.key(let name), .object): return JSONMembers(of: value, in: document).value(named: name)
      case (.index(let position), .array):
        let elements = document.elements(of: value)
        return elements.indices.contains(position) ? elements[position] : nil
      default: return nil
      }
    }
  }
}
