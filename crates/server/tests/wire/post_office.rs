//! An SMTP server that keeps what it gets.

use std::io::{self, BufRead, BufReader};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use mailin::response::{INTERNAL_ERROR, NO_MAILBOX, NO_SERVICE, OK};
use mailin::{Action, Handler, Response, SessionBuilder};

/// A mail as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mail {
    /// Who gets it back when it cannot be delivered.
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) text: Vec<u8>,
}

/// What the server does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Willing,
    /// Takes nobody's mail.
    Down,
    /// Takes none now.
    Busy,
    /// Knows nobody.
    Strict,
    /// Does not answer when it hears who a mail is to.
    Stuck,
}

/// The server. It ends with the test.
pub(crate) struct PostOffice {
    pub(crate) address: SocketAddr,
    counter: Counter,
}

#[derive(Clone, Default)]
struct Counter {
    mood: Arc<Mutex<Mood>>,
    tried: Arc<Mutex<Vec<String>>>,
    kept: Arc<Mutex<Vec<Mail>>>,
    at_hand: Mail,
}

impl PostOffice {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let counter = Counter::default();
        let shared = counter.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let counter = shared.clone();
                std::thread::spawn(move || attend(stream, counter));
            }
        });
        Self { address, counter }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub(crate) fn becomes(&self, mood: Mood) {
        *self.counter.mood.lock().unwrap() = mood;
    }

    /// What it took so far.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.counter.kept.lock().unwrap().clone()
    }

    /// How often it was asked, whatever it said.
    pub(crate) fn tried(&self) -> usize {
        self.counter.tried.lock().unwrap().len()
    }
}

/// Serves one client until it leaves.
fn attend(mut stream: TcpStream, counter: Counter) -> io::Result<()> {
    let client = stream.peer_addr()?.ip();
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut session = SessionBuilder::new("post.example").build(client, counter);
    let mut said = session.greeting();
    while said.action != Action::Close {
        if said.action != Action::NoReply {
            said.write_to(&mut stream)?;
        }
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        said = session.process(&line);
    }
    said.write_to(&mut stream)
}

impl Counter {
    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }
}

impl Handler for Counter {
    fn helo(&mut self, _: IpAddr, _: &str) -> Response {
        if self.mood() == Mood::Down {
            self.tried.lock().unwrap().push(String::new());
            return NO_SERVICE;
        }
        OK
    }

    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        self.at_hand = Mail { from: from.to_owned(), ..Mail::default() };
        OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        self.tried.lock().unwrap().push(to.to_owned());
        to.clone_into(&mut self.at_hand.to);
        match self.mood() {
            Mood::Willing | Mood::Down => OK,
            Mood::Busy => INTERNAL_ERROR,
            Mood::Strict => NO_MAILBOX,
            Mood::Stuck => loop {
                std::thread::park();
            },
        }
    }

    fn data(&mut self, some: &[u8]) -> io::Result<()> {
        self.at_hand.text.extend(some);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.kept.lock().unwrap().push(std::mem::take(&mut self.at_hand));
        OK
    }
}
