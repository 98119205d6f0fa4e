/// Writes a tree as a text: members in the order of their names' code points, of two with one name the last.
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
    case .array: writeArray(children(of: node))
    // A value that encodes nothing is written as Foundation writes it.
    case .object, .empty, .removed: writeObject(members(of: node))
    }
  }

  private func children(of node: Int) -> [Int] {
    var children: [Int] = []
    children.reserveCapacity(tree.nodes[node].count)
    var child = tree.nodes[node].firstChild
    while child != JSONTree.none {
      if tree.nodes[child].kind != .removed { children.append(child) }
      child = tree.nodes[child].next
    }
    return children
  }

  private func members(of node: Int) -> [Int] {
    var members: [Int] = []
    var isSorted = true
    for child in children(of: node) {
      if let last = members.last, !isName(of: last, before: child) { isSorted = false }
      members.append(child)
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
    tree.text.withUnsafeBufferPointer { text in
      text[tree.nodes[one].name].lexicographicallyPrecedes(text[tree.nodes[other].name])
    }
  }

  // MARK: Arrays and objects

  private mutating func writeArray(_ elements: [Int]) {
    begin("[")
    for (position, element) in elements.enumerated() {
      separate(isFirst: position == 0)
      write(element)
    }
    end("]", isEmpty: elements.isEmpty)
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
