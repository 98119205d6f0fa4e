extension ManagedProcess {
  /// Leaves this process's status where the manager's other processes find it, in place of the one before.
  ///
  /// The manager removes it when the process has ended. Nothing is written once the manager has gone.
  ///
  /// - Parameter status: usually a ``ProcessStatus``, or something that has one in it.
  /// - Throws: ``SystemError`` if the file can't be written, what the encoder throws.
  public func publish(_ status: some Encodable) throws {
    if connection.isLost { return }
    try statusFolder.write(status, ofProcess: number)
  }

  /// What the manager's other processes have published, the oldest process first.
  ///
  /// A process that hangs leaves its last status; the time it was taken says so.
  public func publishedByOthers<Status: Decodable>(_ type: Status.Type) -> [Status] {
    statusFolder.readProcesses(type, except: number)
  }

  /// What the manager says of its processes; `nil` if it has gone with its folder.
  public var managerStatus: ManagerStatus? { statusFolder.readManager() }
}
