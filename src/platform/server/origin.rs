//! From where a request comes, also behind proxies.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};

use crate::identity::Origin;

/// One address, or a network such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: u128,
    bits: u32,
}

/// Both families in one: an IPv4 address is the IPv6 address that stands for it.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(four) => four.to_ipv6_mapped().to_bits(),
        IpAddr::V6(six) => six.to_bits(),
    }
}

impl Network {
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let length = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(length);
        (bits <= length).then(|| Self { address: number(address), bits: 128 - length + bits })
    }

    pub fn contains(self, address: IpAddr) -> bool {
        let differs = (self.address ^ number(address)).checked_shr(128 - self.bits).unwrap_or(0);
        differs == 0
    }
}

/// Who sent this request: address, program and request id.
pub fn of(request: &Request, proxies: &[Network]) -> Origin {
    let header_text = |name: &str| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).map(|text| text.chars().take(300).collect())
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    Origin {
        address: peer.map(|peer| client(peer, request.headers(), proxies).to_string()),
        agent: header_text("user-agent"),
        request_id: header_text("x-request-id"),
    }
}

/// The address nearest to us that is no proxy of ours. What stands before it in `X-Forwarded-For` anybody may have written.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let trusted = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    let said: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let mut nearest = peer.to_canonical();
    for hop in said.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !trusted(nearest) {
            break;
        }
        let hop = hop.trim();
        let address = hop.parse::<IpAddr>().or_else(|_| hop.parse::<SocketAddr>().map(|hop| hop.ip()));
        let Ok(address) = address else { break };
        nearest = address.to_canonical();
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str], proxies: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies: Vec<Network> = proxies.iter().map(|text| Network::parse(text).unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn nobody_is_believed_who_is_no_proxy_of_ours() {
        assert_eq!(from("203.0.113.9", &["198.51.100.7"], &[]), "203.0.113.9");
        assert_eq!(from("203.0.113.9", &["198.51.100.7"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn behind_proxies_the_nearest_stranger_counts() {
        assert_eq!(from("10.1.2.3", &["1.1.1.1, 198.51.100.7"], &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(from("10.1.2.3", &["1.1.1.1", "198.51.100.7, 10.9.9.9"], &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(from("::ffff:10.1.2.3", &["198.51.100.7:5123"], &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(from("fd00::1", &["2001:db8::7"], &["fd00::/8"]), "2001:db8::7");
    }

    #[test]
    fn where_nothing_readable_is_said_the_proxy_counts() {
        assert_eq!(from("10.1.2.3", &[], &["10.0.0.0/8"]), "10.1.2.3");
        assert_eq!(from("10.1.2.3", &["unknown"], &["10.0.0.0/8"]), "10.1.2.3");
    }

    #[test]
    fn a_network_is_an_address_or_a_range() {
        assert!(Network::parse("192.168.0.1").unwrap().contains("192.168.0.1".parse().unwrap()));
        assert!(!Network::parse("192.168.0.1").unwrap().contains("192.168.0.2".parse().unwrap()));
        assert!(Network::parse("0.0.0.0/0").unwrap().contains("203.0.113.9".parse().unwrap()));
        assert!(Network::parse("::/0").unwrap().contains("203.0.113.9".parse().unwrap()));
        assert_eq!((Network::parse("10.0.0.0/33"), Network::parse("proxy.internal")), (None, None));
    }
}
