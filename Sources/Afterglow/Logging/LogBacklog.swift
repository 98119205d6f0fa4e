/// The lines that wait to be written, up to a number of bytes, and the number of lines that found no room.
///
/// ``LogOutput`` does the locking and the writing.
struct LogBacklog {
  /// Lines that are written together.
  struct Batch {
    /// The bytes of whole lines.
    var lines: [UInt8] = []
    var lineCount = 0
    /// The number of lines after these that found no room.
    var missingAfter = 0
  }

  let capacity: Int
  private var waiting = Batch()

  /// The number of lines accepted so far.
  private(set) var acceptedCount = 0
  /// The number of accepted lines that have been written or lost.
  private(set) var settledCount = 0
  /// The number of lines that were not written whole.
  private(set) var droppedCount = 0

  init(capacity: Int) { self.capacity = capacity }

  /// Accepts a line if there is room.
  ///
  /// After a line has been dropped, all further lines are dropped until the next batch is taken, so that the missing
  /// lines are in one place.
  ///
  /// - Returns: the line's number; `nil` if it is dropped.
  mutating func append(_ line: [UInt8]) -> Int? {
    guard waiting.missingAfter == 0, waiting.lines.count + line.count <= capacity else {
      waiting.missingAfter += 1
      droppedCount += 1
      return nil
    }
    waiting.lines += line
    waiting.lineCount += 1
    acceptedCount += 1
    return acceptedCount
  }

  /// Removes all waiting lines, to be written.
  ///
  /// - Parameter buffer: the memory of an earlier batch, to be reused.
  /// - Returns: the lines; `nil` if there are none and none were dropped.
  mutating func take(reusing buffer: inout [UInt8]) -> Batch? {
    guard waiting.lineCount > 0 || waiting.missingAfter > 0 else { return nil }
    let batch = waiting
    buffer.removeAll(keepingCapacity: true)
    waiting = Batch()
    swap(&waiting.lines, &buffer)
    return batch
  }

  /// Notes that a batch has been written or lost.
  ///
  /// - Parameters:
  ///   - batch: the batch.
  ///   - lostCount: the number of its lines that could not be written.
  mutating func settle(_ batch: borrowing Batch, lostCount: Int) {
    settledCount += batch.lineCount
    droppedCount += lostCount
  }
}
