/// The members of an object by their names; if a name occurs twice, the first member counts.
///
/// Names are equal if their code points are. Comparing them as Swift strings would require normalisation, and would
/// treat names as equal that a client distinguishes.
struct JSONMembers {
  /// The largest number of members that are searched one by one, which is faster than making a table.
  private static let scanLimit = 16

  let document: JSONDocument
  let object: Int
  private let table: JSONNameTable?

  init(of object: Int, in document: JSONDocument) {
    self.document = document
    self.object = object
    let count = document.tape[object].length
    table = count > Self.scanLimit ? JSONNameTable(of: object, in: document) : nil
  }

  /// Returns the value of a member, or `nil` if there is none.
  func value(named name: String) -> Int? {
    var name = name
    return name.withUTF8 { name in
      if let table { return table.value(named: name, in: document) }
      var entry = object + 1
      for _ in 0..<document.tape[object].length {
        if document.hasName(name, at: entry) { return entry + 1 }
        entry = document.end(of: entry + 1)
      }
      return nil
    }
  }

  /// The values in the order of the text, only the first one for each name.
  var values: [Int] {
    var values: [Int] = []
    values.reserveCapacity(document.tape[object].length)
    var entry = object + 1
    for _ in 0..<document.tape[object].length {
      if isFirst(entry) { values.append(entry + 1) }
      entry = document.end(of: entry + 1)
    }
    return values
  }

  private func isFirst(_ entry: Int) -> Bool {
    document.withBytes(at: entry) { name in
      if let table { return table.value(named: name, in: document) == entry + 1 }
      var earlier = object + 1
      while earlier < entry {
        if document.hasName(name, at: earlier) { return false }
        earlier = document.end(of: earlier + 1)
      }
      return true
    }
  }
}

/// The positions of an object's members, by a hash of their names.
///
/// The hash has a different seed in every process, so that no client can choose names with equal hashes.
private struct JSONNameTable {
  /// The entries of names; 0, which is never the entry of a name, marks an empty slot.
  private var slots: [UInt32]

  init(of object: Int, in document: JSONDocument) {
    let count = document.tape[object].length
    slots = Array(repeating: 0, count: 1 << (Int.bitWidth - (count * 2 - 1).leadingZeroBitCount))
    var entry = object + 1
    for _ in 0..<count {
      let slot = document.withBytes(at: entry) { self.slot(of: $0, in: document) }
      if slots[slot] == 0 { slots[slot] = UInt32(entry) }
      entry = document.end(of: entry + 1)
    }
  }

  func value(named name: UnsafeBufferPointer<UInt8>, in document: JSONDocument) -> Int? {
    let entry = slots[slot(of: name, in: document)]
    return entry == 0 ? nil : Int(entry) + 1
  }

  /// Returns the slot of a name, or the empty slot where it would go.
  private func slot(of name: UnsafeBufferPointer<UInt8>, in document: JSONDocument) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(name))
    var slot = hasher.finalize() & (slots.count - 1)
    while slots[slot] != 0, !document.hasName(name, at: Int(slots[slot])) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }
}

extension JSONDocument {
  fileprivate func hasName(_ name: UnsafeBufferPointer<UInt8>, at entry: Int) -> Bool {
    guard tape[entry].length == name.count else { return false }
    return withBytes(at: entry) { $0.elementsEqual(name) }
  }
}
