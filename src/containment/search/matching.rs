//! One value for each place, all different: a matching of places and values.

use serde_json::Value;

use crate::containment::statements::value::value_key;

/// A distinct value for each place, from the choices for that place; `None` if there is no such assignment.
pub(in crate::containment) fn assign(choices: &[Vec<Value>]) -> Option<Vec<Value>> {
    let keys: Vec<Vec<String>> = choices.iter().map(|choice| choice.iter().map(value_key).collect()).collect();
    // For each key, the place that took it, and which of its choices that was.
    let mut taken: std::collections::HashMap<&str, (usize, usize)> = std::collections::HashMap::new();
    for place in 0..keys.len() {
        // Breadth-first search for an augmenting path: each step evicts another place from a value.
        let mut queue = vec![place];
        let mut came_from: std::collections::HashMap<&str, (usize, usize)> = std::collections::HashMap::new();
        let (mut at, mut free) = (0, None);
        'search: while let Some(&current) = queue.get(at) {
            at += 1;
            for (nth, key) in keys[current].iter().enumerate() {
                if came_from.contains_key(key.as_str()) {
                    continue;
                }
                came_from.insert(key, (current, nth));
                match taken.get(key.as_str()) {
                    Some(&(holder, _)) => queue.push(holder),
                    None => {
                        free = Some(key.as_str());
                        break 'search;
                    }
                }
            }
        }
        let mut key = free?;
        loop {
            let (holder, nth) = *came_from.get(key)?;
            let before = keys[holder].iter().find(|held| taken.get(held.as_str()).is_some_and(|&(at, _)| at == holder));
            taken.insert(key, (holder, nth));
            if holder == place {
                break;
            }
            key = before?;
        }
    }
    let mut assigned: Vec<Option<Value>> = vec![None; choices.len()];
    for (place, nth) in taken.into_values() {
        assigned[place] = choices[place].get(nth).cloned();
    }
    assigned.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_make_room_for_one_another() {
        let choices = [vec![json!(1), json!(2)], vec![json!(1)], vec![json!(2), json!(3)]];
        assert_eq!(assign(&choices), Some(vec![json!(2), json!(1), json!(3)]));
        assert_eq!(assign(&[vec![json!(1)], vec![json!(1.0)]]), None);
        assert_eq!(assign(&[]), Some(vec![]));
    }
}
