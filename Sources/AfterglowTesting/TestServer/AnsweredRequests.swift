/// The requests whose background tasks are awaited, and those whose tasks have ended.
///
/// Several requests may have the same id, so ids are counted.
struct AnsweredRequests {
  private var awaited: [String] = []
  private var ended: [String: [[FinishedTask]]] = [:]
  private var linesRead = 0
  private var sentThroughNginx: [String] = []
  private var nginxLinesRead = 0

  /// Whether a line of the access log has been read; without one, the service doesn't write it.
  private(set) var hasSeenAccessLog = false

  /// The ids of the requests whose tasks have not ended, and of those that nginx has not yet logged.
  var unfinished: [String] {
    var left = ended.mapValues(\.count)
    return sentThroughNginx
      + awaited.filter { id in
        guard let count = left[id], count > 0 else { return true }
        left[id] = count - 1
        return false
      }
  }

  /// Awaits the tasks of a request that has been answered.
  mutating func add(requestID: String) {
    awaited.append(requestID)
  }

  /// Notes a response from nginx, whose log will say whether it passed the request on, and with which id.
  mutating func add(sentThroughNginx id: String) {
    sentThroughNginx.append(id)
  }

  /// Reads the lines that nginx's log has gained since the last call.
  mutating func read(nginxLog log: NginxAccessLog, passingTo application: ServerAddress) {
    let lines = log.lines
    for line in lines.dropFirst(nginxLinesRead) {
      if let index = sentThroughNginx.firstIndex(of: line.sentRequestID) {
        sentThroughNginx.remove(at: index)
      }
      if line.upstream == application.nginxAddress, let id = line.requestID { awaited.append(id) }
    }
    nginxLinesRead = max(nginxLinesRead, lines.count)
  }

  /// Reads the lines that the log has gained since the last call.
  mutating func read(_ log: [String]) {
    for line in log.dropFirst(linesRead) {
      guard let access = AccessLine(line) else { continue }
      hasSeenAccessLog = true
      ended[access.requestID, default: []].append(access.tasks)
    }
    linesRead = max(linesRead, log.count)
  }

  /// Returns the tasks of all awaited requests, in the order of the responses or of nginx's log; `nil` while some have
  /// not ended.
  ///
  /// Each request's tasks are returned once.
  mutating func takeTasks() -> [FinishedTask]? {
    guard unfinished.isEmpty else { return nil }
    defer { awaited = [] }
    return awaited.flatMap { id in ended[id]?.removeFirst() ?? [] }
  }
}
