//! Reading the European Central Bank's daily rates, ordinary and hostile.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod ordinary;

/// The daily XML with this between the day's tags.
#[cfg(test)]
fn xml(rates: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" \
         xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\n\
         \t<gesmes:subject>Reference rates</gesmes:subject>\n\
         \t<gesmes:Sender>\n\t\t<gesmes:name>European Central Bank</gesmes:name>\n\
         \t</gesmes:Sender>\n\t<Cube>\n\t\t<Cube time='2026-09-01'>\n{rates}\n\
         \t\t</Cube>\n\t</Cube>\n</gesmes:Envelope>"
    )
}

/// The daily CSV with these two lines' ends.
#[cfg(test)]
fn csv(codes: &str, rates: &str) -> String {
    format!("Date, {codes}, \n01 September 2026, {rates}, \n")
}
