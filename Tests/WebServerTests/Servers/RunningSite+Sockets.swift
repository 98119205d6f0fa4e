import AfterglowTesting
import FoundationEssentials

extension RunningSite {
  /// How many sockets the application has open, of which one listens.
  var openSockets: Int {
    let folder = "/proc/\(application.processIdentifier)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.count { name in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
      return target?.hasPrefix("socket:") == true
    }
  }
}
