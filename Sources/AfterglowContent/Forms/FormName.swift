/// The name of a form's field, such as `a[b][c]`, split into its steps: `a`, `b`, `c`.
///
/// An empty pair of brackets at the end is not a step; it means the same as repeating the name. A name whose brackets
/// don't match is a single step.
struct FormName {
  /// The deepest nesting of names, which limits the use of the stack.
  static let depthLimit = 16

  /// The positions of the steps, or `nil` if there are more than the limit.
  let steps: [Range<Int>]?

  init(_ name: ArraySlice<UInt8>) {
    guard let open = name.firstIndex(of: UInt8(ascii: "[")), open > name.startIndex,
      name.last == UInt8(ascii: "]"), !name[..<open].contains(UInt8(ascii: "]"))
    else {
      steps = [name.indices]
      return
    }
    var steps = [name.startIndex..<open]
    var count = 1
    var rest = name[open...]
    while rest.popFirst() != nil {
      let step = rest.prefix { $0 != UInt8(ascii: "]") }
      rest = rest[step.endIndex...].dropFirst()
      guard !step.contains(UInt8(ascii: "[")), rest.isEmpty || rest.first == UInt8(ascii: "[") else {
        self.steps = [name.indices]
        return
      }
      if rest.isEmpty, step.isEmpty { break }
      // Steps beyond the limit are only counted, since each takes memory many times its size.
      count += 1
      if count <= Self.depthLimit { steps.append(step.indices) }
    }
    self.steps = count <= Self.depthLimit ? steps : nil
  }
}
