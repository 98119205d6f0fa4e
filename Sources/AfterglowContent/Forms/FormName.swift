/// The name of a form's field, such as `a[b][c]`, split into its steps: `a`, `b`, `c`.
///
/// An empty pair of brackets at the end is not a step; it means the same as repeating the name. A name whose brackets
/// don't match is a single step.
struct FormName {
  /// The deepest nesting of names, which limits the use of the stack.
  static let depthLimit = 16

  /// The steps, or `nil` if there are more than the limit.
  let steps: [String]?

  init(_ name: String) {
    let bytes = name.utf8
    guard let open = bytes.firstIndex(of: UInt8(ascii: "[")), open > bytes.startIndex,
      bytes.last == UInt8(ascii: "]"), !bytes[..<open].contains(UInt8(ascii: "]"))
    else {
      steps = [name]
      return
    }
    var steps = [String(Substring(bytes[..<open]))]
    var count = 1
    var rest = bytes[open...]
    while rest.popFirst() != nil {
      let step = rest.prefix { $0 != UInt8(ascii: "]") }
      rest = rest[step.endIndex...].dropFirst()
      guard !step.contains(UInt8(ascii: "[")), rest.isEmpty || rest.first == UInt8(ascii: "[") else {
        self.steps = [name]
        return
      }
      if rest.isEmpty, step.isEmpty { break }
      // Steps beyond the limit are only counted, since each would take memory many times its size.
      count += 1
      if count <= Self.depthLimit { steps.append(String(Substring(step))) }
    }
    self.steps = count <= Self.depthLimit ? steps : nil
  }
}
