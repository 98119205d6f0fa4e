/// Writes a tree as a text.
///
/// Members are sorted by the code points of their names; if a name occurs twice, the last member is written.
struct JSONTreeWriter {
  private let tree: JSONTree
  private(set) var bytes: [UInt8] = []
  private var depth = 0

  init(_ tree: JSONTree) {
    self.tree = tree
    bytes.reserveCapacity(tree.text.count + tree.nodes.count * 4)
  }

  mutating func write(_ node: Int) {
    switch tree.nodes[node].kind {
    case .scalar: bytes.append(contentsOf: tree.text[tree.nodes[node].text])
    case .array: writeArray(node)
    // A value that encodes nothing is written as an empty object, as in Foundation.
    case .object, .empty, .removed: writeObject(members(of: node))
    }
  }

  private func firstChild(of node: Int) -> Int { present(tree.nodes[node].firstChild) }

  private func child(after child: Int) -> Int { present(tree.nodes[child].next) }

  /// Returns the node, or the next one that has not been removed.
  private func present(_ node: Int) -> Int {
    var node = node
    while node != JSONTree.none, tree.nodes[node].kind == .removed { node = tree.nodes[node].next }
    return node
  }

  private func members(of node: Int) -> [Int] {
    var members: [Int] = []
    members.reserveCapacity(tree.nodes[node].count)
    var isSorted = true
    var child = firstChild(of: node)
    while child != JSONTree.none {
      if let last = members.last, !isName(of: last, before: child) { isSorted = false }
      members.append(child)
      child = self.child(after: child)
    }
    return isSorted ? members : sorted(members)
  }

  private func sorted(_ members: [Int]) -> [Int] {
    let ordered = members.sorted { one, other in
      // Nodes that were added later have larger numbers.
      isName(of: one, before: other) || (!isName(of: other, before: one) && one < other)
    }
    var members: [Int] = []
    for member in ordered {
      if let last = members.last, !isName(of: last, before: member) {
        if tree.join(member, to: last) { continue }
        members.removeLast()
      }
      members.append(member)
    }
    return members
  }

  private func isName(of one: Int, before other: Int) -> Bool {
    let (one, other) = (tree.nodes[one].name, tree.nodes[other].name)
    return tree.text.withUnsafeBufferPointer { text in
      for (left, right) in zip(one, other) where text[left] != text[right] { return text[left] < text[right] }
      return one.count < other.count
    }
  }

  // MARK: Arrays and objects

  private mutating func writeArray(_ array: Int) {
    begin("[")
    let first = firstChild(of: array)
    var element = first
    while element != JSONTree.none {
      separate(isFirst: element == first)
      write(element)
      element = child(after: element)
    }
    end("]", isEmpty: first == JSONTree.none)
  }

  private mutating func writeObject(_ members: [Int]) {
    begin("{")
    for (position, member) in members.enumerated() {
      separate(isFirst: position == 0)
      JSONText.append(tree.text[tree.nodes[member].name], to: &bytes)
      if tree.options.isPretty { bytes.append(UInt8(ascii: " ")) }
      bytes.append(UInt8(ascii: ":"))
      if tree.options.isPretty { bytes.append(UInt8(ascii: " ")) }
      write(member)
    }
    end("}", isEmpty: members.isEmpty)
  }

  private mutating func begin(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    depth += 1
  }

  private mutating func separate(isFirst: Bool) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    if tree.options.isPretty { breakLine() }
  }

  private mutating func end(_ bracket: Unicode.Scalar, isEmpty: Bool) {
    depth -= 1
    if tree.options.isPretty {
      if isEmpty { bytes.append(UInt8(ascii: "\n")) }
      breakLine()
    }
    bytes.append(UInt8(ascii: bracket))
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }
}
